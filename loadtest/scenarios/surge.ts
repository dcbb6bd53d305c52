// Something happens, and the word gets around: within a minute a hundred times as many people
// say a hundred times as much. It grows by the same factor every second; then it stays.

import type { Moment, Scenario } from '../scenario.ts'

const FACTOR = 100
const GROWS_SECONDS = 60

export const scenario: Scenario = {
  about: 'a hundred times as many viewers and messages within a minute',
  usual: { viewers: 2_000, seconds: 90, rate: 200 },
  rate: moment => moment.rate * grown(moment),
  present: moment => Math.max(1, moment.viewers * grown(moment)),
  says: [{ weight: 95 }, { weight: 5, kind: 'gift', body: () => ({ gift: 'rocket', count: 1 }) }],
  gate: [
    { measure: 'whitelistP99Ms', most: 3_000 },
    { measure: 'whitelistWithheld', most: 0 },
    { measure: 'failedEntries', most: 0 },
    { measure: 'absent', most: 0 },
    { measure: 'shed', most: 0 },
  ],
}

/** From a hundredth to one; in a short run it has two thirds of it. */
function grown({ second, seconds }: Moment): number {
  const growing = Math.min(GROWS_SECONDS, (seconds * 2) / 3)
  return FACTOR ** (Math.min(1, second / growing) - 1)
}
