// A message as viewers get it: a JSON object whose defaults are left out.
//
//   {"seq":7,"id":"…","from":{"id":"u1","name":"…"},"body":{"text":"…"},"at":1234}
//
// `seq` is known only once the message is stored, and the rest is known before; so ingest
// encodes the rest once, without its opening brace, and an edge puts the `seq` in front.
// `kind` is left out for danmaku, `priority` for low, `role` for a plain viewer, `level`
// for 0, `name` for a guest who has not chosen one (guest-name.ts); `at` counts from the
// stream's opening, the same number live and in replay.

import { guestName } from '../guest-name.ts'
import type { MessageId } from '../ids.ts'
import {
  type Body,
  DANMAKU,
  type Encoded,
  type Message,
  type Priority,
  type Sender,
  type Stored,
} from '../message.ts'
import { openedAt } from '../stream-id.ts'

const SENDER = '"from":{"id":"'
const LIKE = 'like'
const ID_ENDS = '",'
const KIND = '"kind":"'
const BODY = '},"body":'
const TEXT = '{"text":"'
const COUNT = /^\{"count":(\d+)\}/
const AT = ',"at":'

/** What a client has after `JSON.parse` and `withName`. */
export type WireMessage = {
  readonly seq: number
  readonly id: MessageId
  readonly kind?: string
  readonly priority?: Exclude<Priority, 'low'>
  readonly from: Sender
  readonly body: Body
  /** ms since the stream opened. */
  readonly at: number
  /** So many more that said the same are told with this one; see downlink/merge.ts. */
  readonly plus?: number
}

export function encodeMessage(message: Message): Encoded {
  const { id, stream, priority, at } = message
  const wire = JSON.stringify({
    id,
    kind: message.kind === DANMAKU ? undefined : message.kind,
    priority: priority === 'low' ? undefined : priority,
    from: compact(message.from),
    body: message.body,
    at: at - openedAt(stream),
  })
  return { id, stream, priority, at, wire: wire.slice(1) }
}

/** The JSON of one stored message, by joining. */
export function numbered({ seq, wire }: Stored): string {
  return `{"seq":${seq},${wire}`
}

/** Who said it, without parsing: the sender's id comes first in `from`, and `from` before the body. */
export function senderOf(wire: string): string | undefined {
  const from = wire.indexOf(SENDER)
  if (from < 0) return undefined
  const begins = from + SENDER.length
  return wire.slice(begins, wire.indexOf('"', begins))
}

/** What a message says, as far as it can be told without parsing all of it. */
export type Glimpse = {
  readonly kind: string
  /** Of a danmaku, its text as it is written in the JSON. */
  readonly text?: string
  /** Of a like, how many it is. */
  readonly likes?: number
}

/** Nothing: it has no body, or none that can be told. */
export function glimpse(wire: string): Glimpse | undefined {
  const begins = bodyAt(wire)
  if (begins < 0) return undefined
  const kind = kindOf(wire)
  if (kind === DANMAKU) return { kind, ...textOf(wire, begins) }
  if (kind === LIKE) return { kind, likes: Number(COUNT.exec(wire.slice(begins))?.[1] ?? 1) }
  return { kind }
}

/**
 * The same message, telling that it stands for `plus` more.
 * @param likes how many they are together, when they are likes; else 0
 */
export function standingFor(wire: string, plus: number, likes: number): string {
  const begins = bodyAt(wire)
  const told =
    likes > 0
      ? `${wire.slice(0, begins)}{"count":${likes}}${wire.slice(wire.lastIndexOf(AT))}`
      : wire
  return `"plus":${plus},${told}`
}

/** Quotes in a name are escaped, so the first is where the body begins. */
function bodyAt(wire: string): number {
  const at = wire.indexOf(BODY)
  return at < 0 ? at : at + BODY.length
}

function kindOf(wire: string): string {
  const at = wire.indexOf(ID_ENDS) + 2
  if (!wire.startsWith(KIND, at)) return DANMAKU
  const begins = at + KIND.length
  return wire.slice(begins, wire.indexOf('"', begins))
}

/** The text comes first in its body. */
function textOf(wire: string, body: number): Pick<Glimpse, 'text'> {
  if (!wire.startsWith(TEXT, body)) return {}
  const begins = body + TEXT.length
  let ends = wire.indexOf('"', begins)
  while (ends > 0 && isEscaped(wire, ends)) ends = wire.indexOf('"', ends + 1)
  return ends < 0 ? {} : { text: wire.slice(begins, ends) }
}

function isEscaped(wire: string, quote: number): boolean {
  let backslashes = 0
  while (wire[quote - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

function compact({ id, name, role, level }: Sender): Omit<Sender, 'name'> {
  return {
    id,
    ...(name === guestName(id) ? {} : { name }),
    ...(role && role !== 'viewer' ? { role } : {}),
    ...(level ? { level } : {}),
  }
}
