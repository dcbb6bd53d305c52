// A tenth of the audience stops reading: phones in pockets. Nobody else may notice; and when
// they read again they get what mattered.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'a tenth of the viewers stops reading, and reads again later',
  usual: { viewers: 2_000, seconds: 60, rate: 50 },
  room: { tickMs: 200 }, // a second's tick would hide what a few ms more are
  happenings: ({ seconds }) => [
    { atSecond: seconds * 0.2, do: 'stall', share: 0.1, phase: 'beside stalled' },
    { atSecond: seconds * 0.8, do: 'wake', phase: 'after' },
  ],
  gate: [
    { measure: 'worstPhaseP99Ratio', most: 1.2 },
    { measure: 'withheldShare', most: 0.1 },
  ],
}
