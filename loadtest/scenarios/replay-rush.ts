// A stream goes viral while it is on: many watch it from the beginning. The past is asked for
// at a rate that waits for no answer, and the live room must not notice.

import type { Requests, Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  about: 'the past is asked for by many while the room is live',
  usual: { viewers: 1_000, seconds: 60, rate: 50 },
  requests: ({ seconds }) =>
    [
      { name: 'manifest', path: '/v1/replay/{stream}', perSecond: 50 },
      { name: 'segments', path: '{segment}', perSecond: 200 },
      { name: 'comments', path: '/v1/replay/{stream}/comments?format=dplayer', perSecond: 10 },
    ].map(
      (one): Requests => ({
        ...one,
        method: 'GET',
        fromSecond: seconds * 0.4,
        forSeconds: Math.floor(seconds / 2),
      }),
    ),
  gate: [
    { measure: 'p99Ms', most: 1_500 },
    { measure: 'httpFailedShare', most: 0 },
    { measure: 'httpAnsweredShare', least: 0.95 },
    { measure: 'httpP99Ms', most: 500 },
  ],
}
