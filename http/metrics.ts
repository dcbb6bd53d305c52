// What is counted, as Prometheus reads it. The engine is handed plain functions and knows
// nothing of Prometheus; what can be read at any time is read when somebody scrapes.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Server } from './server.ts'

/** Counts one more, or `times` more, of this kind (one of a closed list: each is a series). */
export type Count = (what: string, times?: number) => void
/** A number, or one for each of a closed list of labels. */
export type Read = () => number | Readonly<Record<string, number>>

/** Numbers, each with its labels in order. */
export type ReadTable = () => Iterable<readonly [value: number, ...labels: string[]]>

export type Metrics = {
  /** `barrage_<name>_total{<label>}` */
  counter(name: string, help: string, label: string): Count
  /** `barrage_<name>_total`, kept elsewhere and read at each scrape; it only ever grows. */
  total(name: string, help: string, read: Read, label?: string): void
  /** As `total`, with several labels. */
  table(name: string, help: string, labels: readonly string[], read: ReadTable): void
  /** `barrage_<name>`, read at each scrape; with a label when `read` gives several. */
  gauge(name: string, help: string, read: Read, label?: string): void
  /** `barrage_<name>` in buckets of ms. */
  histogram(name: string, help: string, bucketsMs?: readonly number[]): (ms: number) => void
  /** Everything, in Prometheus's text. */
  text(): Promise<string>
  readonly contentType: string
}

/** From what nobody notices to what everybody does. */
const BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** Stalls that viewers notice are longer; every 10 ms, as it comes, costs 0.5 % of a core. */
const LOOK_AT_LOOP_MS = 50

/**
 * Prom-client's own that look through every open socket at each scrape: with 10,000 viewers that
 * stalls everybody for 40 ms. How many there are, `barrage_connections` tells.
 */
const OF_EVERY_SOCKET = [
  ...['nodejs_active_handles', 'nodejs_active_handles_total'],
  ...['nodejs_active_requests', 'nodejs_active_requests_total'],
  ...['nodejs_active_resources', 'nodejs_active_resources_total'],
  'process_open_fds',
]

export function makeMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOK_AT_LOOP_MS })
  for (const name of OF_EVERY_SOCKET) registry.removeSingleMetric(name)
  return {
    counter(name, help, label) {
      const labelNames = [label]
      const counter = new Counter({ name: `barrage_${name}_total`, help, labelNames, registers })
      return (what, times = 1) => counter.labels(what).inc(times)
    },
    total(name, help, read, label) {
      const labelNames = label ? [label] : []
      const collect = function (this: Counter): void {
        this.reset()
        for (const [value, labels] of readings(read(), label)) this.inc(labels, value)
      }
      new Counter({ name: `barrage_${name}_total`, help, labelNames, registers, collect })
    },
    table(name, help, labels, read) {
      const labelNames = [...labels]
      const collect = function (this: Counter): void {
        this.reset()
        for (const [value, ...values] of read()) this.labels(...values).inc(value)
      }
      new Counter({ name: `barrage_${name}_total`, help, labelNames, registers, collect })
    },
    gauge(name, help, read, label) {
      const labelNames = label ? [label] : []
      const collect = function (this: Gauge): void {
        this.reset()
        for (const [value, labels] of readings(read(), label)) this.set(labels, value)
      }
      new Gauge({ name: `barrage_${name}`, help, labelNames, registers, collect })
    },
    histogram(name, help, bucketsMs = BUCKETS_MS) {
      const buckets = [...bucketsMs]
      const histogram = new Histogram({ name: `barrage_${name}`, help, buckets, registers })
      return ms => histogram.observe(ms)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

export function registerMetrics(app: Server, metrics: Metrics): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('content-type', metrics.contentType).header('cache-control', 'no-store')
    return metrics.text()
  })
}

function readings(
  reading: ReturnType<Read>,
  label = 'kind',
): [value: number, labels: Record<string, string>][] {
  if (typeof reading === 'number') return [[reading, {}]]
  return Object.entries(reading).map(([kind, value]) => [value, { [label]: kind }])
}
