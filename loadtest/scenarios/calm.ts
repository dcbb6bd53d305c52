// An evening as most are: a room that talks, everybody reads along.

import type { Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'a room that talks, and everybody reads along',
  usual: { viewers: 1_000, seconds: 30, rate: 20 },
  says: [{ weight: 90 }, { weight: 8, kind: 'like', body: () => ({}) }, gifts(2)],
  gate: [
    { measure: 'p99Ms', most: 1_500 },
    { measure: 'whitelistWithheld', most: 0 },
    { measure: 'refusedShare', most: 0 },
  ],
}

function gifts(weight: number) {
  return { weight, kind: 'gift', body: () => ({ gift: 'rocket', count: 1 }) }
}
