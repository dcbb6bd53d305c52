// The frames between a client and an edge, as types. JSON text, one object a frame, told
// apart by `t`. docs/protocol.md says the same in prose. This file is types alone, so that
// a browser can import it at no cost.

import type { MessageId, RoomId, StreamId, ViewerId } from '../ids.ts'
import type { Body, Priority, Role } from '../message.ts'
import type { WireMessage } from './message.ts'

/** `{"t":"send"}`: say something. The same `cid` twice is one message. */
export type SendFrame = {
  readonly t: 'send'
  /** In which of the rooms that this connection is in; the one it came for when left out. */
  readonly room?: RoomId
  readonly cid: string
  readonly kind?: string
  readonly body: Body
}
/** A sign of life, and how far this client has read. */
export type PingFrame = { readonly t: 'ping'; readonly room?: RoomId; readonly cursor?: string }
/** Asks for a `past`: what came after `from`, or the newest `limit` at or before `before`. */
export type FetchFrame = {
  readonly t: 'fetch'
  readonly room?: RoomId
  readonly from?: string
  readonly before?: string
  readonly limit?: number
}
/** Another room over the same connection; the ticket is looked at as at the door. */
export type EnterFrame = {
  readonly t: 'enter'
  readonly room: RoomId
  readonly ticket: string
  readonly cursor?: string
}
export type LeaveFrame = { readonly t: 'leave'; readonly room: RoomId }
export type ClientFrame = SendFrame | PingFrame | FetchFrame | EnterFrame | LeaveFrame

export type OkFrame = {
  readonly t: 'ok'
  /** When the message named one; also in a no. */
  readonly room?: RoomId
  readonly cid: string
  readonly id: MessageId
}
export type NoFrame = {
  readonly t: 'no'
  /** Missing when the frame could not be read. */
  readonly cid?: string
  /** The one that a message named; without `cid`, the one that was not entered. */
  readonly room?: RoomId
  readonly code: number
  readonly text: string
  readonly retryMs?: number
  /** Where to go instead. */
  readonly edge?: string
}
export type PongFrame = {
  readonly t: 'pong'
  /** When the ping named one. */
  readonly room?: RoomId
  /** ms since the room's stream opened. */
  readonly at: number
  /** The next sign of life is wanted within this time. */
  readonly nextMs: number
  /** In place of the one you have, which is getting old. */
  readonly ticket?: string
}

export type ClientLimits = {
  readonly frameBytes: number
  readonly textLength: number
  /** Messages at once, and a second after that. */
  readonly burst: number
  readonly perSecond: number
  readonly kinds: readonly string[]
}

/** What the room is spared while the server cannot keep up. */
type Spared = {
  /** The step of the degradation ladder that is in force; 0 or missing in `welcome`: none. */
  readonly ladder?: number
  /** Speak no more often than this, please; 0: as often as `limits` says. */
  readonly slowMs?: number
}

export type WelcomeFrame = {
  readonly t: 'welcome'
  readonly room: RoomId
  readonly stream: StreamId
  /** ms since 1970; `at` in messages counts from here. */
  readonly openedAt: number
  readonly open: boolean
  readonly viewer: { readonly id: ViewerId; readonly name: string; readonly role: Role }
  /** Where the live frames go on from. */
  readonly cursor: string
  readonly tickMs: number
  readonly heartbeatMs: number
  readonly limits: ClientLimits
  /** True when the cursor handed in was one of this stream: the `past` that follows starts at it. */
  readonly resumed: boolean
} & Spared

/** Messages of a bucket that lie between `prev` and `cursor` and are not in the frame. */
export type Withheld = Partial<Record<Priority, number>>

type Messages = {
  readonly room: RoomId
  readonly prev: string
  readonly cursor: string
  /** The edge's clock, ms since the stream opened. */
  readonly at: number
  /** People in the room, everywhere. */
  readonly viewers: number
  readonly withheld: Withheld
  /** Sorted by `at`, then `seq`. */
  readonly messages: readonly WireMessage[]
}
/** Live, the same for everybody. For every bucket: cursor − prev = delivered + withheld. */
export type BatchFrame = Messages & { readonly t: 'batch' }
/** What this viewer missed or asked for; does not move the live cursor. */
export type PastFrame = Messages & {
  readonly t: 'past'
  readonly more: boolean
  /** Of what is withheld, what no edge holds any more: the stream's segments have it. */
  readonly trimmed?: Withheld
}

/** Something about the room changed; what did not change is left out. */
export type RoomFrame = {
  readonly t: 'room'
  readonly room: RoomId
  /** A new stream: numbers start again at `cursor`. */
  readonly stream?: StreamId
  readonly openedAt?: number
  readonly cursor?: string
  readonly open?: boolean
  readonly tickMs?: number
  /** What you may send is another from here on. */
  readonly limits?: ClientLimits
  /** The bucket store does not answer: frames will come late. */
  readonly degraded?: boolean
  /** Messages to take off the screen. */
  readonly recalled?: readonly MessageId[]
  /** People of whom everything so far is to be taken off the screen. */
  readonly silenced?: readonly ViewerId[]
} & Spared
export type MoveFrame = {
  readonly t: 'move'
  readonly room: RoomId
  readonly url: string
  /** Where to go when that one is gone, best first. */
  readonly edges?: readonly string[]
  readonly ticket?: string
  readonly withinMs: number
}
export type ByeFrame = {
  readonly t: 'bye'
  /** You are out of this room; without it, the connection ends. */
  readonly room?: RoomId
  readonly code: number
  readonly text: string
}

export type ServerFrame =
  | OkFrame
  | NoFrame
  | PongFrame
  | WelcomeFrame
  | BatchFrame
  | PastFrame
  | RoomFrame
  | MoveFrame
  | ByeFrame

/** Where somebody is who found no room on an edge: pulls segments, and speaks over HTTP. */
export type CrowdPlace = {
  /** Where segments are; '': where it joined. */
  readonly url: string
  /** What it is shown: each segment with this `limit`. */
  readonly perSecond: number
  /** An edge may have room by then: join again. */
  readonly againMs: number
  /** People on edges; the crowd is not counted. */
  readonly viewers: number
  readonly limits: ClientLimits
}

/** What a join answers. */
export type JoinAnswer = {
  readonly room: RoomId
  readonly stream: StreamId
  readonly openedAt: number
  readonly open: boolean
  readonly viewer: { readonly id: ViewerId; readonly name: string; readonly role: Role }
  readonly ticket: string
  /** WebSocket addresses, best first; none for who is of the crowd. */
  readonly edges: readonly string[]
  readonly crowd?: CrowdPlace
  readonly backoff: { readonly baseMs: number; readonly capMs: number }
  readonly heartbeatMs: number
}

export const SUBPROTOCOL = 'barrage.v1'
/** A browser cannot set headers on a WebSocket: the ticket travels as a second subprotocol. */
export const TICKET_SUBPROTOCOL = 'ticket.'
