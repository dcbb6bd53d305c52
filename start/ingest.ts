// Starts ingest: from the log into the buckets.

import { IngestWorker } from '../engine/ingest/worker.ts'
import type { Parts } from './parts.ts'

export async function startIngest({ config, ports, metrics, log, now, endings }: Parts) {
  const count = metrics.counter('ingest', 'What became of records', 'event')
  const ingest = await IngestWorker.start({
    log: ports.log,
    store: ports.buckets,
    notices: ports.notices,
    settings: config.ingest,
    counts: { add: count },
    now,
    onGear: (lane, gear) => log.info({ lane, gear }, 'a lane shifted'),
    onPoison: ({ partition, offset }, err) =>
      log.error({ err, partition, offset }, 'a record cannot be handled'),
  })
  endings.add(() => ingest.close())
  return ingest
}
