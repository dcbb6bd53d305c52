// A tunnel, a router, a base station: half of the audience is cut off at once, later all of
// it. They come back to where they were and miss nothing.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'half of the viewers, then all, are cut off at once and come back',
  usual: { viewers: 2_000, seconds: 40, rate: 50 },
  happenings: ({ seconds }) => [
    { atSecond: seconds * 0.25, do: 'cut', share: 0.5 },
    { atSecond: seconds * 0.6, do: 'cut', share: 1 },
  ],
  gate: [
    { measure: 'restarted', most: 0 },
    { measure: 'resumedP99Ms', most: 15_000 },
    { measure: 'unsure', most: 0 },
  ],
}
