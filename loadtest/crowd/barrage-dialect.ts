// How Barrage speaks to viewers: docs/protocol.md.

import { refused } from '../../client/barrage-error.ts'
import { join } from '../../client/join.ts'
import type { StreamId, ViewerId } from '../../engine/ids.ts'
import { messageId } from '../../engine/message-id.ts'
import {
  type MoveFrame,
  type NoFrame,
  type OkFrame,
  type PongFrame,
  SUBPROTOCOL,
  TICKET_SUBPROTOCOL,
  type WelcomeFrame,
} from '../../engine/wire/frames.ts'
import type { Marks } from '../accounting/mark.ts'
import { readTelling } from '../accounting/telling.ts'
import type { Dialect, Door, Says } from './dialect.ts'
import { keepAliveFetch } from './keep-alive-fetch.ts'

/** `{"t":"batch"`, and nothing else that begins so far. */
const BATCH = Buffer.from('{"t":"b')
const PAST = Buffer.from('{"t":"pa')

const fetch = keepAliveFetch()

export const dialect: Dialect = {
  async join({ server, room, key }, number, before): Promise<Door> {
    const as = key ? { key, viewer: `crowd-${number}` } : { ticket: before?.ticket }
    const { edges, ticket, viewer, stream } = await join(server, room, { ...as, fetch })
    const [url, ...others] = edges
    if (url === undefined) throw refused('noEdge', 'the room is full: set rooms.crowdAbove to 0')
    return { url, others, path: `/v1/rooms/${room}/ws`, ticket, viewer: viewer.id, stream }
  },
  knock({ path, ticket }, cursor) {
    const resume = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`
    return { path: path + resume, protocols: [SUBPROTOCOL, TICKET_SUBPROTOCOL + ticket] }
  },
  isShared: (bytes, at) => startsWith(bytes, at, BATCH) || startsWith(bytes, at, PAST),
  read,
  ping: text => `{"t":"ping","cursor":"${text}"}`,
  fetch: from => `{"t":"fetch","from":"${from}"}`,
  send: ({ cid, kind, body }) => JSON.stringify({ t: 'send', cid, kind, body }),
  idOf: ({ stream, viewer }, cid) => messageId(stream as StreamId, viewer as ViewerId, cid),
}

function startsWith(bytes: Buffer, at: number, start: Buffer): boolean {
  for (let i = 0; i < start.length; i++) if (bytes[at + i] !== start[i]) return false
  return true
}

function read(payload: Buffer, marks: Marks): Says {
  const text = payload.toString()
  const frame = parsed(text)
  return (frame && readFrame(frame, marks)) ?? { is: 'nonsense', text: text.slice(0, 200) }
}

type Fields = Readonly<Record<string, unknown>>

function readFrame(frame: Fields, marks: Marks): Says | undefined {
  const cursor = marks.of(frame.cursor)
  switch (frame.t) {
    case 'batch':
    case 'past': {
      const telling = readTelling(frame, marks)
      return telling && { is: 'telling', telling }
    }
    case 'welcome': {
      const { resumed, heartbeatMs } = frame as WelcomeFrame
      return cursor && { is: 'welcome', cursor, resumed, heartbeatMs }
    }
    case 'room':
      return cursor ? { is: 'restart', cursor } : { is: 'nothing' }
    case 'ok':
      return { is: 'answer', cid: (frame as OkFrame).cid }
    case 'no': {
      const { cid = '', ...refusal } = frame as NoFrame
      return { is: 'answer', cid, refusal }
    }
    case 'pong':
      return { is: 'pace', nextMs: (frame as PongFrame).nextMs }
    case 'move':
      return { is: 'move', ...(frame as MoveFrame) }
    default:
      return { is: 'nothing' } // a server may be newer than its crowd
  }
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}
