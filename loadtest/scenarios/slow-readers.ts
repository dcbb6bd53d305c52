// A tenth of the audience stops reading: phones in pockets. Nobody else may notice; and when
// they read again they get what mattered.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'a tenth of the viewers stops reading, and reads again later',
  usual: { viewers: 2_000, seconds: 60, rate: 50 },
  happenings: ({ seconds }) => [
    { atSecond: seconds * 0.2, do: 'stall', share: 0.1 },
    { atSecond: seconds * 0.8, do: 'wake' },
  ],
  gate: [
    { measure: 'p99Ms', most: 1_500 },
    { measure: 'withheldShare', most: 0.1 },
  ],
}
