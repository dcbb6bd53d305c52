// Everything that people do to a server who mean it harm, at once, beside an audience that
// only wants to watch: the first third without them, the rest with.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'slow, silent, flooding and broken clients beside an audience that behaves',
  usual: { viewers: 1_000, seconds: 90, rate: 50 },
  room: { tickMs: 200 }, // a second's tick would hide what a few ms more are
  happenings: ({ seconds }) => [
    { atSecond: seconds / 3, do: 'abuse', each: 20, phase: 'beside abuse' },
  ],
  gate: [
    { measure: 'worstPhaseP99Ratio', most: 1.2 },
    { measure: 'failedEntries', most: 0 },
    { measure: 'withheldShare', most: 0 },
  ],
}
