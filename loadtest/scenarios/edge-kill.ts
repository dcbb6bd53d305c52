// An edge dies in the middle of the show. Its viewers go to another and go on from where they
// were; what was acknowledged is there. Needs a second edge (`make cluster`) and `--edge-pid`.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'an edge is killed; its viewers go on elsewhere and miss nothing',
  usual: { viewers: 1_000, seconds: 40, rate: 50 },
  says: [{ weight: 70 }, { weight: 30, by: 'viewers' }],
  happenings: ({ seconds }) => [{ atSecond: seconds / 3, do: 'kill-edge' }],
  gate: [
    { measure: 'restarted', most: 0 },
    { measure: 'resumedP99Ms', most: 20_000 },
  ],
}
