// How much was said when, counted out of a stream's outline. Steps are whole seconds, because
// the outline is.

import { SLOT_MS } from '../engine/archived.ts'
import type { StreamOutline } from './stream-outline.ts'

export type Density = { readonly stepMs: number; readonly counts: readonly number[] }

export function density(
  outline: Pick<StreamOutline, 'slots'>,
  reachesMs: number,
  askedStepMs: number,
): Density {
  const stepMs = Math.max(1, Math.ceil(askedStepMs / SLOT_MS)) * SLOT_MS
  const counts = new Array<number>(Math.ceil(reachesMs / stepMs)).fill(0)
  for (const { slot, count } of outline.slots()) {
    const step = Math.floor((slot * SLOT_MS) / stepMs)
    if (step < counts.length) counts[step] = (counts[step] ?? 0) + count
  }
  return { stepMs, counts }
}
