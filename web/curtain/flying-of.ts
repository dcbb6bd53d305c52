// Which messages fly, and as what. What came over the wire is not believed: a field that is
// not what it should be is left out, and the comment flies without it.

import { type Danmaku, MODES, NORMAL_SIZE } from '../../engine/message.ts'
import { type Said, textOf } from '../chat/lines.ts'

const KINDS_THAT_FLY: ReadonlySet<string> = new Set(['danmaku', 'superchat'])
const [SMALLEST, LARGEST] = [12, 64]

export function flyingOf({
  kind = 'danmaku',
  body,
  plus,
}: Pick<Said, 'kind' | 'body' | 'plus'>): Danmaku | undefined {
  const text = textOf(body).trim()
  if (!text || !KINDS_THAT_FLY.has(kind)) return undefined
  const mode = MODES.find(one => one === body.mode)
  return {
    text: plus ? `${text} +${plus}` : text,
    size: sizeOf(body.size),
    ...(typeof body.color === 'number' ? { color: body.color } : {}),
    ...(mode ? { mode } : {}),
  }
}

function sizeOf(size: unknown): number {
  if (typeof size !== 'number' || !Number.isFinite(size)) return NORMAL_SIZE
  return Math.min(LARGEST, Math.max(SMALLEST, size))
}
