// `[{text, time, color, mode}]`, as ArtPlayer and others write it: seconds, "#RRGGBB" or a
// number; `mode` 0 scroll, 1 top, 2 bottom.

import type { Mode } from '../../engine/message.ts'
import { jsonItems } from './json-items.ts'
import { type Notes, type Recorded, recordedDanmaku } from './recorded.ts'

export const MODES: readonly Mode[] = ['scroll', 'top', 'bottom']

export async function* artplayer(
  pieces: AsyncIterable<string>,
  { skip }: Notes,
): AsyncGenerator<Recorded> {
  for await (const item of jsonItems(pieces, /^\[/)) {
    const comment = readItem(item)
    if (comment) yield comment
    else skip('unreadable')
  }
}

function readItem(item: unknown): Recorded | undefined {
  const { text, time, color, mode } = item as Record<string, unknown>
  const seconds = Number(time)
  if (typeof text !== 'string' || time === null || !Number.isFinite(seconds)) return undefined
  return recordedDanmaku({ seconds, text, color: readColor(color), mode: MODES[Number(mode)] })
}

export function readColor(color: unknown): number | undefined {
  if (typeof color === 'number' && Number.isInteger(color)) return color
  const hex = typeof color === 'string' ? /^#([0-9a-f]{6})$/i.exec(color)?.[1] : undefined
  return hex === undefined ? undefined : Number.parseInt(hex, 16)
}
