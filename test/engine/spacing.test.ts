import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextSpacing } from '../../engine/spacing.ts'

const READINGS: [what: string, beforeMs: number, busy: number, ms: number][] = [
  ['idle, turns follow each other at once', 0, 0.1, 0],
  ['busy, they move apart', 0, 0.8, 5],
  ['busier still, further', 20, 0.9, 30],
  ['neither busy nor calm, they move together slowly', 21, 0.6, 20],
  ['calm again, they move together', 30, 0.4, 20],
  ['and follow at once in the end', 6, 0.4, 0],
  ['never further than is of use', 900, 1, 1_000],
]
for (const [what, beforeMs, busy, ms] of READINGS)
  test(what, () => assert.equal(nextSpacing(beforeMs, busy, 1_000), ms))
