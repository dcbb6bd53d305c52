// Whatever the past stands on is away for some seconds, in the middle of a stream of 2,000
// comments a second: the room notices nothing, and in the end the archive is whole, with
// nothing in it twice. `make bench-faults ONLY=past` does the same for 20 s.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { BUSY, pastFaults } from './past-faults.ts'
import { Stand } from './stand.ts'
import { trial } from './trial.ts'

const AWAY_MS = 3_000
const NOTHING = { lost: 0, giftsLost: 0, twice: 0, reconnected: 0, degraded: 0 }

let stand: Stand
before(async () => {
  stand = await Stand.start()
})
after(async () => {
  await stand?.stop()
})

for (const fault of pastFaults(AWAY_MS))
  test(`${fault.name}: viewers notice nothing, and the archive is whole, each message once`, async t => {
    const seen = await trial(stand, fault, BUSY)
    t.diagnostic(JSON.stringify({ ...seen, noes: [...seen.noes] }))
    const { lost, giftsLost, twice, reconnected, degraded, unanswered, whole, complaints } = seen
    assert.deepEqual(
      { lost, giftsLost, twice, reconnected, degraded, unanswered, whole, complaints },
      { ...NOTHING, unanswered: 0, whole: true, complaints: [] },
    )
    assert.equal(seen.archived, seen.acknowledged)
  })
