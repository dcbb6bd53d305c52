// DPlayer's answer, version 3: `{"code":0,"data":[[seconds,type,color,author,text],…]}`; `type`
// 0 scroll, 1 top, 2 bottom. DPlayer takes text and author for HTML, so its servers escape
// them, and here the escapes are taken back.

import { MODES, readColor } from './artplayer.ts'
import { jsonItems } from './json-items.ts'
import {
  isTime,
  type Notes,
  noting,
  type Recorded,
  recordedDanmaku,
  type Skip,
} from './recorded.ts'

/** Up to the array, there is nothing that holds anything. */
export const OPENING = /^\{[^{}[\]]*"data"\s*:\s*\[/

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&#x2F;': '/',
}

export async function* dplayer(
  pieces: AsyncIterable<string>,
  notes: Notes,
): AsyncGenerator<readonly Recorded[]> {
  for await (const items of jsonItems(pieces, OPENING)) yield noting(items.map(readItem), notes)
}

function readItem(item: unknown): Recorded | Skip {
  if (!Array.isArray(item)) return 'unreadable'
  const [time, type, color, author, text] = item
  const seconds = Number(time)
  if (typeof text !== 'string' || time === null || !isTime(seconds)) return 'unreadable'
  return recordedDanmaku({
    ...{ seconds, text: unescaped(text), color: readColor(color), mode: MODES[Number(type)] },
    from: typeof author === 'string' && author ? { name: unescaped(author) } : {},
  })
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|#x27|#x2F);/g, entity => ENTITIES[entity] ?? entity)
}
