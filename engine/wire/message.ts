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
/** Quotes in a name are escaped, so the first is where the body begins. */
const BODY = '},"body":'
const AT = ',"at":'
const KIND = /^"id":"[^"]*","kind":"([^"]*)"/

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

/** The kind and the body of a message, and where in its `wire` the body stands. */
export type SaidIn = {
  readonly kind: string
  readonly body: Body
  readonly begins: number
  readonly ends: number
}

/** Parses the body alone; nothing: it has none. */
export function saidIn(wire: string): SaidIn | undefined {
  const begins = wire.indexOf(BODY) + BODY.length
  const ends = wire.lastIndexOf(AT)
  if (begins < BODY.length || ends < begins) return undefined
  const kind = KIND.exec(wire)?.[1] ?? DANMAKU
  return { kind, body: JSON.parse(wire.slice(begins, ends)) as Body, begins, ends }
}

/** How many likes a like is; what says nothing is one. */
export function likesIn({ body: { count = 1 } }: Pick<SaidIn, 'body'>): number {
  return typeof count === 'number' ? count : 1
}

/**
 * The same message, telling that it stands for `plus` more.
 * @param likes how many they are together, when they are likes; else 0
 */
export function standingFor(wire: string, plus: number, likes: number): string {
  const said = likes > 0 ? saidIn(wire) : undefined
  const summed = said
    ? `${wire.slice(0, said.begins)}{"count":${likes}}${wire.slice(said.ends)}`
    : wire
  return `"plus":${plus},${summed}`
}

function compact({ id, name, role, level }: Sender): Omit<Sender, 'name'> {
  return {
    id,
    ...(name === guestName(id) ? {} : { name }),
    ...(role && role !== 'viewer' ? { role } : {}),
    ...(level ? { level } : {}),
  }
}
