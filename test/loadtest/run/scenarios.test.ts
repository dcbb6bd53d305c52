// Every scenario of ours, in small, against one process: it runs to its end, what it is there
// for happens, and everything that was said is accounted for. How fast is another matter.

import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { ABUSES } from '../../../loadtest/abuse/abuses.ts'
import type { Result } from '../../../loadtest/result.ts'
import type { Asked } from '../../../loadtest/run/plan.ts'
import { loadScenario, scenarioNames } from '../../../loadtest/scenario-file.ts'
import { BIG, Live } from '../../flows/live.ts'
import { measured } from './measured.ts'

const SMALL = { viewers: 20, seconds: 4, rate: 40 }

type Expected = {
  /** Where the usual is too little for it. */
  readonly asked?: Partial<Asked>
  /** What this one is there for. */
  readonly shows: (result: Result) => unknown
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, one) => all + one, 0)
const answered = ({ http }: Result) =>
  http.length > 0 && http.every(one => one.answered > 0 && one.failed === 0)

const SCENARIOS: Readonly<Record<string, Expected>> = {
  abuse: {
    asked: { seconds: 9 },
    shows: ({ abused }) => Object.keys(ABUSES).every(what => Number(abused[what]?.opened) >= 20),
  },
  calm: { shows: ({ latency }) => latency.whitelist.count > 0 },
  // One process has no edge to spare: what it says is said, and nobody is killed.
  'edge-kill': {
    shows: ({ happened }) => happened.some(({ text }) => /edge is killed/.test(text)),
  },
  flood: { asked: { rate: 600 }, shows: ({ audience }) => audience.withheld.low > 0 },
  'gift-storm': { shows: ({ latency }) => latency.whitelist.count > latency.low.count },
  'join-storm': { shows: answered },
  raid: { shows: ({ messages }) => sum(messages.refused) > 0 },
  'reconnect-storm': { shows: ({ audience }) => audience.resumed >= audience.viewers },
  'replay-rush': { shows: result => result.http.length === 3 && answered(result) },
  'slow-readers': { shows: ({ phases }) => phases.length === 3 },
  soak: { shows: ({ timeline }) => timeline.every(({ server }) => Number(server.rssBytes) > 0) },
  surge: {
    shows: ({ timeline: [first, ...rest] }) =>
      Number(first?.present) < Number(rest.at(-1)?.present),
  },
}

const live = await Live.start({ after }, BIG)

test('none is forgotten', () => {
  assert.deepEqual(Object.keys(SCENARIOS).toSorted(), scenarioNames())
})

// A few at once: each waits most of its time, and nothing here hangs on how long.
describe('each runs to its end and counts everything', { concurrency: 4 }, () => {
  for (const [name, { asked, shows }] of Object.entries(SCENARIOS))
    test(name, async () => {
      const { scenario } = await loadScenario(name)
      const result = await measured(live, scenario, {
        ...{ ...SMALL, room: `load-${name}`, processes: 1 },
        ...asked,
      })
      const { verdict, audience, messages, happened, timeline } = result
      assert.deepEqual([verdict.void, audience.complaints], [[], []])
      assert.equal(audience.whole, audience.viewers)
      assert.equal(messages.numbered, messages.acknowledged)
      assert.equal(messages.said, messages.acknowledged + sum(messages.refused) + messages.unsure)
      assert.ok(messages.acknowledged > 0 && sum(audience.delivered) > 0)
      assert.equal(timeline.length, { ...SMALL, ...asked }.seconds)
      assert.doesNotMatch(happened.map(({ text }) => text).join(), /did not happen/)
      assert.ok(shows(result), JSON.stringify({ ...result, distribution: [], timeline: [] }))
    })
})
