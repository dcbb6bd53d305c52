// One HTTP load in a process of its own: see http-load.ts.
//
// autocannon sends what is due in a second at that second's beginning; several of it, each a
// tenth of a second after the last, spread it. A connection asks once a second, so that a late
// answer holds up nothing but its own next question; times are taken from each answer itself.

import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { build } from 'hdr-histogram-js'
import type { HttpMeasured, HttpTask } from './http-load.ts'
import { keepNoBodies } from './keep-no-bodies.ts'

const PARTS = 10
/** Sockets of one load, at most; beyond it a connection asks more than once a second. */
const MOST_CONNECTIONS = 1_000
/** A histogram's step is a tenth of a millisecond. */
const STEPS_PER_MS = 10

process.once('message', task => void load(task as HttpTask))
process.once('disconnect', () => process.exit())

async function load(task: HttpTask): Promise<void> {
  const times = build({ numberOfSignificantValueDigits: 3 })
  const rates = Array.from({ length: PARTS }, (_, n) => partOf(task.perSecond, n))
  const parts = await Promise.all(
    rates.map(async (rate, n) => {
      if (rate === 0) return { answered: 0, failed: 0 }
      await pause((n * 1_000) / PARTS)
      return part(task, rate, ms => times.recordValue(Math.round(ms * STEPS_PER_MS)))
    }),
  )
  const sum = (of: (one: (typeof parts)[number]) => number) =>
    parts.reduce((all, one) => all + of(one), 0)
  const told: HttpMeasured = {
    answered: sum(one => one.answered),
    failed: sum(one => one.failed),
    p50: times.getValueAtPercentile(50) / STEPS_PER_MS,
    p99: times.getValueAtPercentile(99) / STEPS_PER_MS,
    max: times.maxValue / STEPS_PER_MS,
  }
  process.send?.(told)
}

async function part(
  { url, seconds, requests }: HttpTask,
  rate: number,
  took: (ms: number) => void,
): Promise<{ answered: number; failed: number }> {
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections: Math.min(rate, MOST_CONNECTIONS / PARTS),
        overallRate: rate,
        duration: seconds,
        requests: requests.map(request => ({ ...request })),
        setupClient: keepNoBodies,
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    )
    instance.on('response', (_client, _status, _bytes, ms) => took(ms))
  })
  const { errors, timeouts, non2xx } = result
  return { answered: result['2xx'], failed: errors + timeouts + non2xx }
}

function partOf(perSecond: number, n: number): number {
  return Math.floor((perSecond * (n + 1)) / PARTS) - Math.floor((perSecond * n) / PARTS)
}
