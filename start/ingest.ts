// Starts ingest: from the log into the buckets.

import { randomBytes } from 'node:crypto'
import type { WorkerId } from '../engine/ids.ts'
import { topLanes } from '../engine/ingest/lane-state.ts'
import { IngestWorker } from '../engine/ingest/worker.ts'
import { BUCKETS } from '../engine/ports/removals.ts'
import { Spacing } from '../engine/spacing.ts'
import type { Metrics } from '../http/metrics.ts'
import type { Parts } from './parts.ts'

/** Lanes that metrics tell by name: each is a series of its own, and there is no end of rooms. */
const MOST_NAMED = 20
/** A tenth of the lag at which second gear engages by default: it is no lag. */
const MOST_SPACING_MS = 50

export async function startIngest(parts: Parts): Promise<void> {
  const { config, ports, metrics, log, now, endings } = parts
  const spacing = new Spacing(MOST_SPACING_MS)
  const count = metrics.counter('ingest', 'What became of records', 'event')
  const worker = `ingest-${randomBytes(4).toString('hex')}` as WorkerId
  const ingest = await IngestWorker.start({
    worker,
    log: ports.log,
    lanes: ports.lanes,
    store: ports.buckets,
    notices: ports.notices,
    settings: { ...config.ingest, timeoutMs: config.redis.timeoutMs },
    counts: { add: count },
    now,
    spacingMs: () => spacing.ms,
    onGear: (lane, gear) => log.info({ lane, gear }, 'a lane shifted'),
    onPoison: ({ partition, offset }, err) =>
      log.error({ err, partition, offset }, 'a record cannot be handled'),
    onTakenBack: ({ act, hides }, removed) => {
      if (hides) void ports.removals.report(act, { place: BUCKETS, removed })
    },
  })
  endings.add(() => ingest.close())
  registerLaneMetrics(metrics, ingest)
}

function registerLaneMetrics(metrics: Metrics, ingest: IngestWorker): void {
  const worst = (of: 'gear' | 'lagMs' | 'writers') => () => {
    const named = topLanes(ingest.lanes(), MOST_NAMED)
    return Object.fromEntries(named.map(state => [state.lane, state[of]]))
  }
  metrics.gauge('lanes', 'Lanes this worker holds', () => ingest.lanes().length)
  metrics.gauge('gear', 'Gears of the lanes that need it most', worst('gear'), 'lane')
  metrics.gauge(
    'lane_lag_ms',
    'Age of the oldest message that waits, of the same',
    worst('lagMs'),
    'lane',
  )
  metrics.gauge('lane_writers', 'Writes under way, of the same', worst('writers'), 'lane')
}
