// The calm evening, for as long as anybody likes: what grows slowly shows here. Memory in
// the last quarter is held to that of the second; the rest is in the plots.

import type { Scenario } from '../scenario.ts'
import { scenario as calm } from './calm.ts'

export const scenario: Scenario = {
  ...calm,
  about: 'a calm evening of hours: what grows slowly shows',
  usual: { viewers: 2_000, seconds: 3_600, rate: 30 },
  gate: [
    ...(calm.gate ?? []),
    { measure: 'unsure', most: 0 },
    { measure: 'shed', most: 0 },
    { measure: 'serverRssGrowth', most: 1.25 },
  ],
}
