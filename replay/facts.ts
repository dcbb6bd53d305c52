// What is found out of a stream when it has ended: how much of what was said, by how many, and
// when the most was said.

import { SLOT_MS } from '../engine/archived.ts'
import { density } from './density.ts'
import type { StreamOutline } from './stream-outline.ts'

/** A moment that people remember is about so long. */
const PEAK_MS = 10 * SLOT_MS

/** A moment of the stream, and not of its video. */
const AS_IT_WAS = { pauses: [], shiftMs: 0 }

export type Facts = {
  readonly messages: number
  readonly kinds: Readonly<Record<string, number>>
  readonly speakers: number
  /** ms since the stream opened; missing when nothing was said. */
  readonly peak?: { readonly from: number; readonly to: number; readonly count: number }
}

export function factsOf(outline: StreamOutline, speakers: number): Facts {
  const { kinds } = outline.info
  const messages = Object.values(kinds).reduce((all, count) => all + count, 0)
  const { counts } = density(outline, { lengthMs: outline.lastSaidMs, ...AS_IT_WAS }, PEAK_MS)
  const count = counts.reduce((most, one) => Math.max(most, one), 0)
  const from = counts.indexOf(count) * PEAK_MS
  return {
    messages,
    kinds,
    speakers,
    ...(count > 0 ? { peak: { from, to: from + PEAK_MS, count } } : {}),
  }
}
