// A result such as a run makes, for what draws and compares results.

import { byPriority } from '../../../engine/message.ts'
import type { Class, Percentiles } from '../../../loadtest/accounting/latency.ts'
import { FORMAT, type Result, type Sample } from '../../../loadtest/result.ts'

const SECONDS = 40
const TIMES: Percentiles = {
  ...{ count: 4_000, p50: 100, p90: 180, p99: 200, p999: 240, p9999: 250, max: 260, mean: 110 },
}

export function madeUpSample(second: number): Sample {
  const wave = 1 + 0.4 * Math.sin(second / 4)
  return {
    second,
    ...{ present: 1_000, said: 100 * wave, acknowledged: 100 * wave, bytes: 3e6 * wave },
    delivered: { whitelist: 2_000, high: 8_000 * wave, low: 90_000 * wave },
    withheld: { whitelist: 0, high: 0, low: second > 20 ? 20_000 * wave : 0 },
    latency: { ...TIMES, p50: 100 * wave, p99: 200 * wave, max: 260 * wave },
    crowd: { busiest: 0.3 * wave, cores: 0.4, loopP99Ms: 3 * wave, lateMs: 2 },
    server: {
      ...{ cores: 0.5 * wave, rssBytes: 2e8 + second * 1e6, loopP99Ms: 4, loopMaxMs: 12 * wave },
      ...{ gear: second > 20 ? 2 : 1, laneLagMs: 20 * wave, ladder: second > 25 ? 1 : 0 },
      closed: {},
    },
  }
}

export function madeUpResult(verdict: Partial<Result['verdict']> = {}): Result {
  const points = [0, 50, 90, 99, 99.9, 99.99].map((percent, n) => ({ percent, ms: 50 + n * 40 }))
  return {
    format: FORMAT,
    ...{ scenario: 'calm', about: 'a room that talks', command: 'barrage loadtest calm' },
    startedAt: '2026-01-02T03:04:05.000Z',
    machine: { cpus: 2, cpu: 'some processor', node: 'v20.20.0' },
    asked: {
      ...{ viewers: 1_000, seconds: SECONDS, rate: 100, seed: 1, deflate: false },
      ...{ server: 'http://127.0.0.1:8080', room: 'load-calm-1' },
    },
    verdict: { void: [], crossed: [], limits: [], notes: [], ...verdict },
    entering: {
      ...{ viewers: 1_000, absent: 0, failed: {} },
      ...{ joinsPerSecond: 900, connectsPerSecond: 1_200 },
    },
    messages: {
      ...{ said: 4_000, acknowledged: 4_000, refused: {}, unsure: 0, unsaid: 0 },
      ...{ numbered: 4_000, shed: 0, foreign: 0 },
    },
    audience: {
      ...{ delivered: { whitelist: 1, high: 2, low: 3 }, withheld: byPriority(() => 0) },
      ...{ bytes: 5e8, doubled: 0, misordered: 0, missing: 0, gaps: 0, resumed: 0, restarted: 0 },
      ...{ viewers: 1_000, whole: 1_000, least: 4_000, most: 4_000, ended: {}, complaints: [] },
    },
    latency: byClass(() => TIMES),
    distribution: byClass(() => points),
    resumedLatency: { ...TIMES, count: 0 },
    phases: [
      { name: 'before', ...TIMES },
      { name: 'beside abuse', ...TIMES, p99: 220 },
    ],
    server: {
      ...{ pids: [42], cpuSeconds: 20, deliveredPerCpuSecond: 200_000, mostRssBytes: 2.4e8 },
      closed: { tooSlow: 3 },
    },
    http: [
      {
        ...{ name: 'joins', asked: 100, perSecond: 10, answered: 100, failed: 0 },
        ...{ p50: 3, p99: 9, max: 20 },
      },
    ],
    abused: { fragments: { opened: 20, ended: { '1008': 20 } } },
    happened: [{ second: 20, text: '10 % of viewers stop reading' }],
    timeline: Array.from({ length: SECONDS }, (_, n) => madeUpSample(n + 1)),
  }
}

function byClass<T>(make: () => T): Record<Class, T> {
  return { all: make(), whitelist: make(), high: make(), low: make() }
}
