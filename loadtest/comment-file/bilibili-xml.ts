// Bilibili's XML: `<d p="seconds,mode,size,color,unix_ts,pool,userhash,rowid">text</d>`.
// Real files are not sorted, and some say "undefined" where a colour should be.

import type { Mode } from '../../engine/message.ts'
import { type RecordedComment, recordedComment, type Skip } from './recorded-comment.ts'
import { type XmlElement, xmlElements } from './xml-elements.ts'

/** 1–3 and 6 (from the left) cross the picture; 7 and above are moved by a script of their own. */
const MODES: ReadonlyMap<number, Mode> = new Map([
  [1, 'scroll'],
  [2, 'scroll'],
  [3, 'scroll'],
  [4, 'bottom'],
  [5, 'top'],
  [6, 'scroll'],
])

export async function* bilibiliComments(
  pieces: AsyncIterable<string>,
  onSkip: (why: Skip) => void,
): AsyncGenerator<RecordedComment> {
  for await (const element of xmlElements(pieces, 'd')) {
    const read = readElement(element)
    if (typeof read === 'string') onSkip(read)
    else yield read
  }
}

function readElement({ attributes, text }: XmlElement): RecordedComment | Skip {
  const [time, mode, size, color, , , userHash] = (attributes.get('p') ?? '').split(',')
  const seconds = Number.parseFloat(time ?? '')
  if (!Number.isFinite(seconds)) return 'unreadable'
  if (Number(mode) >= 7) return 'scripted'
  return recordedComment({
    seconds,
    text,
    color: whole(color),
    mode: MODES.get(Number(mode)),
    size: whole(size),
    userHash,
  })
}

function whole(text = ''): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}
