// Doors open: a hundredth of the audience is there, the rest comes within a few seconds, at a
// rate that does not wait for the server; others join over HTTP and never connect.

import type { Scenario } from '../scenario.ts'

const WITHIN_SECONDS = 10

export const scenario: Scenario = {
  about: 'everybody comes within ten seconds, at a rate that waits for nobody',
  usual: { viewers: 3_000, seconds: 30, rate: 20 },
  present: ({ second, viewers }) => (second === 0 ? Math.ceil(viewers / 100) : viewers),
  arrivals: ({ viewers }) => viewers / WITHIN_SECONDS,
  requests: ({ seconds }) => [
    {
      name: 'joins',
      method: 'POST',
      path: '/v1/rooms/{room}/join',
      body: { name: '路过' },
      perSecond: 100,
      fromSecond: 1,
      forSeconds: Math.floor(seconds / 2),
    },
  ],
  gate: [
    { measure: 'failedEntries', most: 0 },
    { measure: 'absent', most: 0 },
    { measure: 'httpFailedShare', most: 0 },
    { measure: 'httpAnsweredShare', least: 0.95 },
    { measure: 'p99Ms', most: 3_000 },
  ],
}
