// A room as operators see it: what may be said in it, how much of it gets through, and
// the stream that is on. Every value has a default (room-defaults.ts), a room keeps only
// what was changed for it.

import type { Step } from './downlink/ladder.ts'
import type { RoomId, StreamId, ViewerId } from './ids.ts'
import type { ByPriority, Priority, Role } from './message.ts'

/** How much of a room a viewer is shown, from this many members on. */
export type QuotaTier = {
  /** The tier holds for rooms of this many members and more. */
  readonly members: number
  /** Messages each viewer is shown, per second. */
  readonly perSecond: number
  /** The share of each bucket, adding up to 1; what one leaves unused goes to the next. */
  readonly shares: ByPriority<number>
  /** How many messages of history somebody who enters is given. */
  readonly reachBack: number
}

/** The first rule that fits a message gives its priority; none fits: low. */
export type PriorityRule = {
  readonly kind?: string
  readonly role?: Role
  readonly minLevel?: number
  readonly priority: Priority
}

/** A token bucket: so many at once, and so many a second after that. */
export type Rate = { readonly burst: number; readonly perSecond: number }

export type Pace = {
  readonly viewer: Rate
  /** Of all its viewers, over all its edges. */
  readonly room: Rate
}

export type Screening = {
  readonly bannedWords: readonly string[]
  /** What becomes of a message that holds one. */
  readonly onBanned: 'refuse' | 'mask' | 'shadow'
  /** The same text of one sender within this time is a repeat; 0: repeats are fine. */
  readonly repeatMs: number
  /** More than this many messages of one sender within `floodMs` is a flood. */
  readonly floodCount: number
  readonly floodMs: number
}

export const AUTO_TICK = 'auto'

/** The ladder's step is the one that the strain asks for. */
export const AUTO_STEP = 'auto'

export type RoomSettings = {
  /** Ordered by `members`, the first from 0. */
  readonly quota: readonly QuotaTier[]
  readonly priorities: readonly PriorityRule[]
  /** The kinds each role may send. */
  readonly kinds: Readonly<Record<Role, readonly string[]>>
  readonly pace: Pace
  readonly screening: Screening
  /** ms between the frames of a big room; `auto`: as soon as the edge can. */
  readonly tickMs: number | typeof AUTO_TICK
  /** Whether it is said who comes in; how often, the process's settings say. */
  readonly enterNotices: boolean
  /** The step of the degradation ladder that an operator keeps the room at; see downlink/ladder.ts. */
  readonly ladder: Step | typeof AUTO_STEP
  /** Whether viewers of a replay may comment on it. */
  readonly replayComments: boolean
}

export type Muted = Readonly<Record<ViewerId, number>>

export type OpenStream = {
  readonly id: StreamId
  /** ms since 1970; missing while it is on. */
  readonly closedAt?: number
  /** ms since 1970; missing unless it stands still. */
  readonly pausedAt?: number
}

export type RoomRecord = {
  readonly room: RoomId
  /** The stream that is on, or the last one that was. */
  readonly stream?: OpenStream
  /** What differs from the defaults. */
  readonly changed: Partial<RoomSettings>
  /** Who may not speak, and until when, ms since 1970. */
  readonly muted?: Muted
  /** Grows by one with every change. */
  readonly version: number
}
