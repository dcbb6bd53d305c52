// Everything a cluster stands on is taken away in the middle of a steady flow of messages,
// for 20 s each; `make bench-faults` does the same, and prints what it saw.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { faults } from './faults.ts'
import { Stand } from './stand.ts'
import { trial } from './trial.ts'

const AWAY_MS = 20_000
const NOTHING = { lost: 0, giftsLost: 0, twice: 0, reconnected: 0 }

let stand: Stand
before(async () => {
  stand = await Stand.start()
})
after(async () => {
  await stand?.stop()
})

for (const fault of faults(AWAY_MS))
  test(`${fault.name}: nobody is sent away, all that was acknowledged is shown once and archived`, async t => {
    const seen = await trial(stand, fault)
    t.diagnostic(JSON.stringify({ ...seen, noes: [...seen.noes] }))
    const { lost, giftsLost, twice, reconnected, unanswered, whole, complaints } = seen
    assert.deepEqual(
      { lost, giftsLost, twice, reconnected, unanswered, whole, complaints },
      { ...NOTHING, unanswered: 0, whole: true, complaints: [] },
    )
    const beyond = seen.archived - seen.acknowledged
    assert.ok(beyond >= 0 && beyond <= seen.unsure, `${beyond} more archived than acknowledged`)
    if (fault.degrades) assert.ok(seen.degraded > 0, 'viewers were told nothing')
    assert.ok(seen.recoveredMs <= fault.withinMs, `it recovered after ${seen.recoveredMs} ms`)
  })
