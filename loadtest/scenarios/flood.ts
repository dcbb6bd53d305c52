// Far more than anybody can read, and than the room shows: the newest comments get through,
// the rest is told as withheld; what is important is not held up.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'ten times what the room shows: the important is not held up',
  usual: { viewers: 1_000, seconds: 30, rate: 1_000 },
  says: [
    { weight: 94 },
    { weight: 4, priority: 'high' },
    { weight: 2, kind: 'gift', body: () => ({ gift: 'rocket', count: 1 }) },
  ],
  gate: [
    { measure: 'whitelistWithheld', most: 0 },
    { measure: 'whitelistP99Ms', most: 2_000 },
    { measure: 'shed', most: 0 },
    { measure: 'unsure', most: 0 },
  ],
}
