// `[{text, time, color, mode}]`, as ArtPlayer and others write it: seconds, "#RRGGBB" or a
// number; `mode` 0 scroll, 1 top, 2 bottom.

import type { Mode } from '../../engine/message.ts'
import { jsonItems } from './json-items.ts'
import {
  isTime,
  type Notes,
  noting,
  type Recorded,
  recordedDanmaku,
  type Skip,
} from './recorded.ts'

export const MODES: readonly Mode[] = ['scroll', 'top', 'bottom']

export async function* artplayer(
  pieces: AsyncIterable<string>,
  notes: Notes,
): AsyncGenerator<readonly Recorded[]> {
  for await (const items of jsonItems(pieces, /^\[/)) yield noting(items.map(readItem), notes)
}

function readItem(item: unknown): Recorded | Skip {
  const { text, time, color, mode } = item as Record<string, unknown>
  const seconds = Number(time)
  if (typeof text !== 'string' || time === null || !isTime(seconds)) return 'unreadable'
  return recordedDanmaku({ seconds, text, color: readColor(color), mode: MODES[Number(mode)] })
}

export function readColor(color: unknown): number | undefined {
  if (typeof color === 'number' && Number.isInteger(color)) return color
  const hex = typeof color === 'string' ? /^#([0-9a-f]{6})$/i.exec(color)?.[1] : undefined
  return hex === undefined ? undefined : Number.parseInt(hex, 16)
}
