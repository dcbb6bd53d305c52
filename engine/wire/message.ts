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

function compact({ id, name, role, level }: Sender): Omit<Sender, 'name'> {
  return {
    id,
    ...(name === guestName(id) ? {} : { name }),
    ...(role && role !== 'viewer' ? { role } : {}),
    ...(level ? { level } : {}),
  }
}
