// Bilibili's comment file, which most danmaku tools read, with what live recorders add to it:
//
//   <d p="time_s,mode,size,color,unix_ts,pool,userhash,rowid">text</d>
//   <sc ts="time_s" user="…" uid="…" price="30" time="60">text</sc>
//   <gift ts="time_s" user="…" uid="…" giftname="…" giftcount="1"/>
//   <guard ts="time_s" user="…" uid="…" level="3" count="1"/>
//
// What XML 1.0 cannot hold is left out. ArtPlayer reads it with a regular expression that
// wants all eight fields and each comment's text free of tags.

import { DANMAKU, type Message, type Mode } from '../../engine/message.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { rowId, userHash } from './bilibili-ids.ts'
import { flyingOf } from './flying.ts'
import type { Format } from './format.ts'

const MODES: Readonly<Record<Mode, number>> = { scroll: 1, bottom: 4, top: 5 }
/** The pool of ordinary comments. */
const POOL = 0
/** How long a superchat stays; ours have no such time, and this is Bilibili's shortest. */
const SUPERCHAT_S = 60

// biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML 1.0 cannot hold
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu
/** A parser would turn a bare carriage return into a newline, and an attribute's space into one. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
}
const ATTRIBUTE_ESCAPES = { ...ESCAPES, '"': '&quot;', '\n': '&#10;', '\t': '&#9;' }

export const bilibiliXml: Format = {
  contentType: 'application/xml; charset=utf-8',
  extension: 'xml',
  open: () => ({
    begin: '<?xml version="1.0" encoding="UTF-8"?>\n<i>\n',
    between: '',
    write,
    end: () => '</i>\n',
  }),
}

type Attributes = Readonly<Record<string, unknown>>

// A Map and no object: `constructor` is a kind somebody may send.
const WRITERS: ReadonlyMap<string, (message: Message) => string | undefined> = new Map([
  [DANMAKU, danmaku],
  ['superchat', superchat],
  ['gift', gift],
  ['guard', guard],
])

function write(message: Message): string | undefined {
  const element = WRITERS.get(message.kind)?.(message)
  return element && `${element}\n`
}

function danmaku(message: Message): string | undefined {
  const flying = flyingOf(message, openedAt(message.stream))
  if (!flying) return undefined
  const { atMs, mode, size, color, saidAt, author, id, text } = flying
  const unix = Math.floor(saidAt / 1_000)
  const p = [seconds(atMs), MODES[mode], size, color, unix, POOL, userHash(author.id), rowId(id)]
  return `<d p="${p.join(',')}">${escaped(text)}</d>`
}

function superchat(message: Message): string | undefined {
  const { text, price } = message.body
  if (typeof text !== 'string') return undefined
  return `<sc ${by(message, { price: Number(price), time: SUPERCHAT_S })}>${escaped(text)}</sc>`
}

function gift(message: Message): string {
  const { name, gift, count } = message.body
  return `<gift ${by(message, { giftname: name ?? gift, giftcount: count })}/>`
}

function guard(message: Message): string {
  const { level, count } = message.body
  return `<guard ${by(message, { level, count })}/>`
}

function by({ at, stream, from }: Message, more: Attributes): string {
  const ts = seconds(at - openedAt(stream))
  return attributes({ ts, user: from.name, uid: from.id, ...more })
}

function attributes(values: Attributes): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value ?? ''), ATTRIBUTE_ESCAPES)}"`)
    .join(' ')
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}

function escaped(text: string, escapes = ESCAPES): string {
  return text.replace(ILLEGAL, '').replace(/[&<>\r"\n\t]/g, one => escapes[one] ?? one)
}
