// What an edge sent, as a frame of which every field that is used has been looked at, or
// nothing. A client outlives servers newer than itself and proxies that speak nonsense:
// unknown frames are passed over, unknown fields are left alone, nothing throws.

import { parseCursor } from '../engine/cursor.ts'
import { withName } from '../engine/guest-name.ts'
import type { ServerFrame } from '../engine/wire/frames.ts'
import type { WireMessage } from '../engine/wire/message.ts'

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const text: Check = value => typeof value === 'string'
const number: Check = value => Number.isFinite(value)
const positive: Check = value => Number.isFinite(value) && (value as number) > 0
const flag: Check = value => typeof value === 'boolean'
const record: Check = value => typeof value === 'object' && value !== null && !Array.isArray(value)
const cursor: Check = value => parseCursor(value) !== undefined
const maybe =
  (check: Check): Check =>
  value =>
    value === undefined || check(value)
const listOf =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check)
const shaped =
  (checks: Readonly<Record<string, Check>>): Check =>
  value =>
    record(value) &&
    Object.entries(checks).every(([field, check]) => check((value as Fields)[field]))

const spared = { tickMs: maybe(number), ladder: maybe(number), slowMs: maybe(number) }
const saying = {
  id: text,
  from: shaped({ id: text, name: maybe(text) }),
  body: record,
  at: number,
}
const message = shaped({ ...saying, seq: number, plus: maybe(positive) })
const said = shaped(saying)
const counts = shaped({ whitelist: maybe(number), high: maybe(number), low: maybe(number) })
const messages = {
  prev: cursor,
  cursor,
  at: number,
  viewers: number,
  withheld: counts,
  messages: Array.isArray,
}

const FRAMES: Readonly<Record<ServerFrame['t'], Check>> = {
  ok: shaped({ room: maybe(text), cid: text, id: text }),
  no: shaped({ cid: maybe(text), room: maybe(text), code: number, text, retryMs: maybe(number) }),
  pong: shaped({ room: maybe(text), at: number, nextMs: positive, ticket: maybe(text) }),
  welcome: shaped({
    stream: text,
    openedAt: number,
    open: flag,
    viewer: shaped({ id: text, name: text }),
    cursor,
    heartbeatMs: positive,
    limits: maybe(record),
    resumed: flag,
    ...spared,
  }),
  batch: shaped(messages),
  past: shaped({ ...messages, more: flag, trimmed: maybe(counts) }),
  room: shaped({
    stream: maybe(text),
    openedAt: maybe(number),
    cursor: maybe(cursor),
    open: maybe(flag),
    limits: maybe(record),
    recalled: maybe(listOf(text)),
    silenced: maybe(listOf(text)),
    ...spared,
  }),
  move: shaped({ room: maybe(text), url: text, ticket: maybe(text) }),
  bye: shaped({ room: maybe(text), code: number, text }),
}

export function readFrame(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined
  const frame = parsed(data)
  if (!record(frame)) return undefined
  const { t } = frame as { t: unknown }
  const known = typeof t === 'string' && Object.hasOwn(FRAMES, t)
  return known && FRAMES[t as ServerFrame['t']](frame) ? readable(frame as ServerFrame) : undefined
}

/** What a segment of the replay holds: messages without a number, for which 0 stands. */
export function readSaid(messages: unknown): WireMessage[] {
  if (!Array.isArray(messages)) return []
  return messages.filter(said).map(message => withName<WireMessage>({ ...message, seq: 0 }))
}

/** One message that cannot be read is no reason to miss the others. */
function readable(frame: ServerFrame): ServerFrame {
  if (frame.t !== 'batch' && frame.t !== 'past') return frame
  return { ...frame, messages: frame.messages.filter(message).map(withName<WireMessage>) }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
