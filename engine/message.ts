// A message, from the moment an edge accepts it to the moment a player shows it again.

import type { MessageId, RoomId, StreamId, ViewerId } from './ids.ts'

/** From the bucket that always gets through to the one that gives way first. */
export const PRIORITIES = ['whitelist', 'high', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

/** Who may be in a room. `viewer` is the rule and is left out on the wire. */
export const ROLES = ['viewer', 'member', 'moderator', 'streamer'] as const
export type Role = (typeof ROLES)[number]

export type Sender = {
  readonly id: ViewerId
  readonly name: string
  readonly role?: Role
  readonly level?: number
}

/** What is said. Its shape belongs to the kind: see uplink/shape.ts. */
export type Body = Readonly<Record<string, unknown>>

export const MODES = ['scroll', 'top', 'bottom'] as const
export type Mode = (typeof MODES)[number]

/** The body of a `danmaku`. What equals its default is left out. */
export type Danmaku = {
  readonly text: string
  /** 0xRRGGBB; white when left out. */
  readonly color?: number
  /** `scroll` when left out. */
  readonly mode?: Mode
  /** Height of a character in Bilibili's scale (18 small, 25 normal, 36 large); 25 when left out. */
  readonly size?: number
}
export const WHITE = 0xffffff
export const NORMAL_SIZE = 25

/** What most people send, and what is left out on the wire. */
export const DANMAKU = 'danmaku'

const KIND = /^[a-z][a-z0-9-]{0,15}$/

/** Whether a kind may be called so: one that is known here, or one of the application's own. */
export function isKind(text: unknown): text is string {
  return typeof text === 'string' && KIND.test(text)
}

export type Message = {
  readonly id: MessageId
  readonly room: RoomId
  readonly stream: StreamId
  readonly kind: string
  readonly priority: Priority
  readonly from: Sender
  readonly body: Body
  /** When the edge accepted it, ms since 1970. */
  readonly at: number
}

/** As buckets keep it: what they sort and trim by, and the text that edges join unparsed. */
export type Encoded = {
  readonly id: MessageId
  readonly stream: StreamId
  readonly priority: Priority
  /** When the edge accepted it, ms since 1970. */
  readonly at: number
  /** Its JSON as viewers get it, less the opening brace and the `seq`: see wire/message.ts. */
  readonly wire: string
}

/**
 * An encoded message with its number: dense, from 1, within its stream and priority. One that
 * was taken back keeps its number and has nothing to show: see `isTakenBack`.
 */
export type Stored = Encoded & { readonly seq: number }

/** What is left of a message that was taken back. */
export const TAKEN_BACK = ''

export function isTakenBack({ wire }: Pick<Stored, 'wire'>): boolean {
  return wire === TAKEN_BACK
}

/** One value for each priority. */
export type ByPriority<T> = Readonly<Record<Priority, T>>

export function byPriority<T>(make: (priority: Priority) => T): Record<Priority, T> {
  return { whitelist: make('whitelist'), high: make('high'), low: make('low') }
}
