// Bilibili's comment file, which most danmaku tools read:
//
//   <d p="time_s,mode,size,color,unix_ts,pool,userhash,rowid">text</d>
//
// What XML 1.0 cannot hold is left out. ArtPlayer reads it with a regular expression that
// wants all eight fields and each comment's text free of tags.

import { createHash } from 'node:crypto'
import type { Mode } from '../../engine/message.ts'
import type { Flying } from './flying.ts'
import type { Format } from './format.ts'

const MODES: Readonly<Record<Mode, number>> = { scroll: 1, bottom: 4, top: 5 }
/** The pool of ordinary comments. */
const POOL = 0

// biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML 1.0 cannot hold
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu
/** A parser would turn a bare carriage return into a newline. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
}

export const bilibiliXml: Format = {
  contentType: 'application/xml; charset=utf-8',
  begin: '<?xml version="1.0" encoding="UTF-8"?>\n<i>\n',
  between: '\n',
  end: '\n</i>\n',
  write: comment => `<d p="${fields(comment).join(',')}">${escaped(comment.text)}</d>`,
}

function fields({ atMs, mode, size, color, saidAt, author, id }: Flying): (string | number)[] {
  const seconds = (atMs / 1_000).toFixed(3)
  const unix = Math.floor(saidAt / 1_000)
  return [seconds, MODES[mode], size, color, unix, POOL, userHash(author.id), rowId(id)]
}

/** Eight hex digits that tell senders apart and do not name them. */
function userHash(sender: string): string {
  return createHash('sha256').update(sender).digest('hex').slice(0, 8)
}

/** The message's 64 bits as the positive number that readers expect. */
function rowId(id: string): string {
  const bytes = Buffer.alloc(8)
  bytes.write(id, 'base64url')
  return String(bytes.readBigUInt64BE() >> 1n)
}

function escaped(text: string): string {
  return text.replace(ILLEGAL, '').replace(/[&<>\r]/g, character => ESCAPES[character] ?? '')
}
