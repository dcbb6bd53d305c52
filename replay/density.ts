// How much was said when, counted out of a stream's outline. Steps are whole seconds, because
// the outline is; and they are of the video, because that is what a seek bar is of.

import { SLOT_MS } from '../engine/archived.ts'
import { type Playback, videoMs } from '../engine/playback.ts'
import type { StreamOutline } from './stream-outline.ts'

export type Density = { readonly stepMs: number; readonly counts: readonly number[] }

export function density(
  outline: Pick<StreamOutline, 'slots'>,
  { lengthMs, ...playback }: Playback & { readonly lengthMs: number },
  askedStepMs: number,
): Density {
  const stepMs = Math.max(1, Math.ceil(askedStepMs / SLOT_MS)) * SLOT_MS
  const counts = new Array<number>(Math.ceil(lengthMs / stepMs)).fill(0)
  for (const { slot, count } of outline.slots()) {
    const ms = videoMs(slot * SLOT_MS, playback)
    const step = Math.floor((ms ?? -1) / stepMs)
    if (step >= 0 && step < counts.length) counts[step] = (counts[step] ?? 0) + count
  }
  return { stepMs, counts }
}
