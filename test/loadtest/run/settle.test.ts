import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Marks } from '../../../loadtest/accounting/mark.ts'
import { isSettled, type Standing, settle } from '../../../loadtest/run/settle.ts'

const DONE: Standing = {
  ...{ furthest: ['e.1.0.4', 'e.1.0.4'], behind: 0, unanswered: 0, acknowledged: 5 },
}
const CASES: [what: string, standing: Partial<Standing>, settled: boolean][] = [
  ['everybody has everything', {}, true],
  ['an answer is still to come', { unanswered: 1 }, false],
  ['somebody is behind', { behind: 1 }, false],
  ['one process has not come as far as the other', { furthest: ['e.1.0.4', 'e.1.0.3'] }, false],
  ['a message has no number yet', { acknowledged: 6 }, false],
  ['nobody has heard anything of what was said', { furthest: [undefined, undefined] }, false],
  ['nothing was said', { furthest: [undefined], acknowledged: 0 }, true],
]
for (const [what, standing, settled] of CASES)
  test(`${what}: ${settled ? 'settled' : 'not yet'}`, () => {
    assert.equal(isSettled({ ...DONE, ...standing }, new Marks()), settled)
  })

test('a report of before the last word is not the end: what comes after it is waited for', async () => {
  const standings: Standing[] = [
    DONE,
    { ...DONE, acknowledged: 6 },
    { ...DONE, furthest: ['e.1.0.5', 'e.1.0.5'], acknowledged: 6 },
  ]
  const last = standings.at(-1) as Standing
  const end = await settle(() => standings.shift() ?? last)
  assert.equal(end?.text, 'e.1.0.5')
})
