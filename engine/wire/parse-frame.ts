// From the text of a client's frame to a typed one: the border, so nothing behind it looks at
// types again. The checks are written by hand, because this runs for every frame of every
// viewer and says in one word what was wrong.
//
// Never throws, whatever the text. A refusal carries the `cid` when one could be read, so
// that the client knows which of its messages it is about. Fields nobody knows are left
// behind; a key `__proto__` is a field nobody knows. What a body must hold is its kind's
// business: uplink/shape.ts.

import { parseCursor } from '../cursor.ts'
import { isCid, parseRoomId, type RoomId } from '../ids.ts'
import type { Body } from '../message.ts'
import type { Refused } from '../refusal.ts'
import type {
  ClientFrame,
  EnterFrame,
  FetchFrame,
  LeaveFrame,
  PingFrame,
  SendFrame,
} from './frames.ts'

/** About 40 kB of encoded messages: what a phone takes in one `past` without a stall. */
export const MOST_FETCHED = 200

/** A no to a frame, and which message it is about when that could be read. */
export type RefusedFrame = Refused & { readonly cid?: string }

type Fields = Readonly<Record<string, unknown>>
/** The room that the frame names, if it names one. */
type Where = { readonly room?: RoomId }

const BAD_CURSOR: Refused = { why: 'badCursor', detail: 'cursor' }

export function parseClientFrame(text: string): ClientFrame | RefusedFrame {
  const fields = parseObject(text)
  if (!fields) return { why: 'malformed', detail: 'a frame is a JSON object' }
  const frame = readFrame(fields)
  return 'why' in frame && isCid(fields.cid) ? { ...frame, cid: fields.cid } : frame
}

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function readFrame(fields: Fields): ClientFrame | Refused {
  const read = READERS.get(fields.t)
  if (!read) return { why: 'unknownFrame', detail: `t: ${[...READERS.keys()].join(', ')}` }
  if (fields.room === undefined) return read(fields, {})
  const room = parseRoomId(fields.room)
  return room ? read(fields, { room }) : { why: 'badRoom' }
}

function readSend({ cid, kind, body }: Fields, where: Where): SendFrame | Refused {
  if (!isCid(cid)) return { why: 'badCid' }
  if (kind !== undefined && typeof kind !== 'string')
    return { why: 'badValue', detail: 'kind: a string' }
  if (!isObject(body)) return { why: 'badBody', detail: 'body: an object' }
  return { t: 'send', ...where, cid, ...(kind === undefined ? {} : { kind }), body: body as Body }
}

function readPing({ cursor }: Fields, where: Where): PingFrame | Refused {
  if (cursor === undefined) return { t: 'ping', ...where }
  return isCursor(cursor) ? { t: 'ping', ...where, cursor } : BAD_CURSOR
}

function readEnter({ ticket, cursor }: Fields, { room }: Where): EnterFrame | Refused {
  if (!room) return { why: 'badRoom' }
  if (typeof ticket !== 'string') return { why: 'noTicket' }
  if (cursor !== undefined && !isCursor(cursor)) return BAD_CURSOR
  return { t: 'enter', room, ticket, ...(cursor === undefined ? {} : { cursor }) }
}

function readLeave(_: Fields, { room }: Where): LeaveFrame | Refused {
  return room ? { t: 'leave', room } : { why: 'badRoom' }
}

function readFetch({ from, before, limit }: Fields, where: Where): FetchFrame | Refused {
  if ((from === undefined) === (before === undefined))
    return { why: 'badRange', detail: 'either from or before' }
  if (limit !== undefined && !isLimit(limit))
    return { why: 'badValue', detail: `limit: a whole number from 1 to ${MOST_FETCHED}` }
  const most = { ...where, ...(limit === undefined ? {} : { limit }) }
  if (isCursor(from)) return { t: 'fetch', from, ...most }
  if (isCursor(before)) return { t: 'fetch', before, ...most }
  return { why: 'badCursor', detail: from === undefined ? 'before' : 'from' }
}

type Reader = (fields: Fields, where: Where) => ClientFrame | Refused
const READERS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['send', readSend],
  ['ping', readPing],
  ['fetch', readFetch],
  ['enter', readEnter],
  ['leave', readLeave],
])

function isCursor(value: unknown): value is string {
  return parseCursor(value) !== undefined
}

function isLimit(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_FETCHED
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
