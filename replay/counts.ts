// What the replay role counts: plain numbers on one object, read by metrics.

import type { Metrics } from '../http/metrics.ts'
import type { Archiver } from './archiver.ts'
import type { ReadGate } from './read-gate.ts'

/** Where a segment was found. */
export type Layer = 'process' | 'store' | 'archive' | 'cold'

export type ReplayCounts = {
  /** Segments answered, by the layer that had them. */
  readonly segments: Record<Layer, number>
  /** Segments the ReplayStore did not take. */
  storeFailures: number
  /** Messages of other times that came in, and those that did not fit. */
  readonly imported: Record<'taken' | 'refused', number>
}

export function newReplayCounts(): ReplayCounts {
  return {
    segments: { process: 0, store: 0, archive: 0, cold: 0 },
    storeFailures: 0,
    imported: { taken: 0, refused: 0 },
  }
}

export function registerReplayMetrics(
  metrics: Metrics,
  counts: ReplayCounts,
  gates: readonly ReadGate[],
): void {
  const { total, gauge } = metrics
  const sum = (of: (gate: ReadGate) => number) => () =>
    gates.reduce((all, gate) => all + of(gate), 0)
  total('replay_segments', 'Segments answered', () => counts.segments, 'layer')
  total('replay_imported', 'Messages imported', () => counts.imported, 'outcome')
  total('replay_store_failures', 'Segments not kept warm', () => counts.storeFailures)
  const refused = sum(gate => gate.refused)
  total('replay_reads_refused', 'Questions that too many others were ahead of', refused)
  const waiting = sum(gate => gate.waiting)
  gauge('replay_reads_waiting', 'Questions to the archive and to cold files that wait', waiting)
}

export function registerArchiverMetrics(metrics: Metrics, archiver: Archiver): void {
  const { total, gauge } = metrics
  total('archive_rows', 'Records archived', () => archiver.counts.rows)
  total('archive_batches', 'Batches archived', () => archiver.counts.batches)
  total('archive_retries', 'Batches the archive did not take', () => archiver.counts.retries)
  gauge('archive_lag_ms', 'Age of the oldest record not archived', () => archiver.lagMs())
}
