// Bilibili's protobuf, which its own players read in parts of six minutes (`seg.so`):
//
//   message DmSegMobileReply { repeated DanmakuElem elems = 1; }
//
// Messages that are joined end to end are one message, so an answer needs no beginning and no
// end, and may be of any range.

import type { Mode } from '../../engine/message.ts'
import { rowId, userHash } from './bilibili-ids.ts'
import type { Flying } from './flying.ts'
import { flyingFormat } from './format.ts'
import { bytesField, numberField, textField } from './protobuf.ts'

/** A part, in ms. */
export const PART_MS = 360_000

const MODES: Readonly<Record<Mode, number>> = { scroll: 1, bottom: 4, top: 5 }
/** From 0 to 10, by which viewers have little-liked comments left out: none of ours are. */
const WEIGHT = 10
const ELEMS = 1

export const segso = flyingFormat({
  contentType: 'application/octet-stream',
  extension: 'so',
  begin: '',
  between: '',
  end: '',
  write: comment => bytesField(ELEMS, elem(comment)),
})

/** DanmakuElem; its `pool` is 0, that of ordinary comments, and left out. */
function elem({ id, atMs, mode, size, color, author, text, saidAt }: Flying): Buffer {
  const row = rowId(id)
  return Buffer.concat([
    numberField(1, row),
    numberField(2, atMs),
    numberField(3, MODES[mode]),
    numberField(4, size),
    numberField(5, color),
    textField(6, userHash(author.id)),
    textField(7, text),
    numberField(8, Math.floor(saidAt / 1_000)),
    numberField(9, WEIGHT),
    textField(12, String(row)),
  ])
}
