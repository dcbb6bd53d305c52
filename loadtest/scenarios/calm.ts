// An evening as most are: a room that talks, everybody reads along.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'a room that talks, and everybody reads along',
  usual: { viewers: 1_000, seconds: 30, rate: 20 },
  says: [
    { weight: 70 },
    { weight: 20, by: 'viewers' },
    { weight: 8, kind: 'like', by: 'viewers', body: () => ({}) },
    { weight: 2, kind: 'gift', body: () => ({ gift: 'rocket', count: 1 }) },
  ],
  gate: [
    { measure: 'p99Ms', most: 1_500 },
    { measure: 'withheldShare', most: 0 },
    { measure: 'whitelistWithheld', most: 0 },
  ],
}
