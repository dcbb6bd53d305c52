// A room as one edge holds it: who is here, how far the room has been read, and the record
// that says what holds in it. State and the rules that keep it whole; when it is read is
// pulse.ts, how it is read and told is turn.ts.

import { type Cursor, formatCursor, START } from '../engine/cursor.ts'
import type { Allowance } from '../engine/downlink/allowance.ts'
import { GROUND, NO_RELIEF, type Step } from '../engine/downlink/ladder.ts'
import { tierFor } from '../engine/downlink/quota.ts'
import type { EdgeId, RoomId, StreamId } from '../engine/ids.ts'
import { byPriority, type Priority, ROLES, type Role } from '../engine/message.ts'
import type { Ring } from '../engine/placement/ring.ts'
import { NOBODY, type RoomSpread } from '../engine/placement/spreads.ts'
import {
  AUTO_TICK,
  type Muted,
  type QuotaTier,
  type RoomRecord,
  type RoomSettings,
} from '../engine/room.ts'
import { openedAt } from '../engine/stream-id.ts'
import type { RoomState } from '../engine/uplink/step.ts'
import type { RoomFrame } from '../engine/wire/frames.ts'
import { type Delivered, type FanOut, fanOut, tellEach } from './fan-out.ts'
import { Frame } from './frame.ts'
import type { Session } from './session.ts'
import { newTotals } from './totals.ts'

/** Frames whose cursor is remembered, to tell from a ping how many are unread. */
const REMEMBERED_FRAMES = 1_024
/** Sockets that are told a small thing between two breaths of the event loop. */
const TOLD_AT_ONCE = 256

export type RoomPlace = {
  readonly ring: Ring
  readonly width: number
  readonly edges: readonly EdgeId[]
}

export class LiveRoom {
  readonly id: RoomId
  readonly sessions: Session[] = []
  /** Since this edge took it. */
  readonly totals = newTotals()
  /** When this edge took it, ms since 1970. */
  since = 0
  /** What the uplink remembers of the room as a whole. */
  readonly uplink: RoomState = { tokens: undefined }
  /** Of the whole room, over all edges, as the member store last told. */
  spread: RoomSpread = NOBODY
  /** Its edges by the ring they were looked up on; see place.ts. */
  place: RoomPlace | undefined
  countedAt = 0
  /** The count that viewers were last told, and when, ms since 1970. */
  toldViewers = 0
  toldViewersAt = Number.NEGATIVE_INFINITY
  settings: RoomSettings
  muted: Muted
  stream: StreamId
  open: boolean
  /** How far the room has been read: where the next frame begins. */
  cursor: Cursor = START
  /** The highest numbers that its buckets are known to have given. */
  stored: Record<Priority, number> = byPriority(() => 0)
  allowance: Allowance | undefined
  tier: QuotaTier | undefined
  /** Read every tick into a window, instead of at every notice. */
  big = false
  /** Viewers were told that the bucket store does not answer. */
  degraded = false
  /** Where its lanes alone put it on the ladder. */
  rung = GROUND
  /** The step of the ladder in force, and what the room is spared by it. */
  step: Step = 0
  relief = NO_RELIEF
  readonly #frames = new Map<string, number>()
  /** The telling under way, if one is: frames go out one after the other. */
  #telling: Promise<unknown> = Promise.resolve()

  constructor(record: RoomRecord & { readonly stream: object }, settings: RoomSettings) {
    this.id = record.room
    this.settings = settings
    this.muted = record.muted ?? {}
    this.stream = record.stream.id
    this.open = record.stream.closedAt === undefined
  }

  /** People in the room: what the store says, and never fewer than sit here. */
  get viewers(): number {
    return Math.max(this.spread.count.viewers, this.sessions.length > 0 ? 1 : 0)
  }

  /** How far apart its turns are; undefined: whenever something was stored. */
  get fixedTickMs(): number | undefined {
    const { tickMs } = this.settings
    if (!this.big || tickMs === AUTO_TICK) return undefined
    return Math.max(tickMs, this.relief.leastTickMs)
  }

  /** How far apart viewers should expect frames: they play messages out over it. 0: at once. */
  get tickMs(): number {
    return this.fixedTickMs ?? this.relief.leastTickMs
  }

  /** How many messages of history somebody who enters is given. */
  get reachBack(): number {
    return tierFor(this.settings.quota, this.viewers, this.tier).reachBack
  }

  /** ms since the stream opened. */
  streamTime(now: number): number {
    return Math.max(0, now - openedAt(this.stream))
  }

  add(session: Session): void {
    session.index = this.sessions.push(session) - 1
    session.readFrame = this.totals.frames
  }

  /** False when it had gone already. The last one takes its place: order means nothing here. */
  remove(session: Session): boolean {
    if (this.sessions[session.index] !== session) return false
    const last = this.sessions.pop() as Session
    if (last !== session) {
      this.sessions[session.index] = last
      last.index = session.index
    }
    session.index = -1
    return true
  }

  /** The room has been read on to `cursor`, in a frame of its own. */
  advance(cursor: Cursor): void {
    this.cursor = cursor
    this.#frames.set(formatCursor(cursor), ++this.totals.frames)
    if (this.#frames.size <= REMEMBERED_FRAMES) return
    for (const oldest of this.#frames.keys()) {
      this.#frames.delete(oldest)
      return
    }
  }

  /** A viewer says how far it has read. */
  hasRead(session: Session, cursor: string): void {
    const frame = this.#frames.get(cursor)
    if (frame !== undefined && frame > session.readFrame) session.readFrame = frame
  }

  /** Numbers start again: a new stream, or the store lost them. Everybody is told where. */
  restart(cursor: Cursor): void {
    this.cursor = cursor
    this.stored = byPriority(priority => cursor[priority])
    for (const session of this.sessions) session.skippedFrom = undefined
  }

  /** A live frame that begins at `prev`, to everybody here; those who come now begin after it. */
  fanOut(frame: Frame, prev: Cursor, rule: FanOut): Promise<Delivered> {
    const everybody = this.sessions.slice()
    return this.#inOrder(() => fanOut(everybody, frame, prev, rule))
  }

  /** What has changed, to everybody here. */
  tellAll(changes: Omit<RoomFrame, 't' | 'room'>): void {
    this.#tell(this.sessions.slice(), changes)
  }

  /** The same, but for each role something of its own. */
  tellRoles(changesFor: (role: Role) => Omit<RoomFrame, 't' | 'room'>): void {
    for (const role of ROLES) {
      const those = this.sessions.filter(({ viewer }) => viewer.role === role)
      if (those.length > 0) this.#tell(those, changesFor(role))
    }
  }

  #tell(sessions: readonly Session[], changes: Omit<RoomFrame, 't' | 'room'>): void {
    const frame = new Frame(JSON.stringify({ t: 'room', room: this.id, ...changes }))
    void this.#inOrder(() => tellEach(sessions, frame, TOLD_AT_ONCE))
  }

  /** Nobody hears of a change after what follows from it. */
  #inOrder<T>(tell: () => Promise<T>): Promise<T> {
    const told = this.#telling.then(tell)
    this.#telling = told.catch(() => {}) // whoever asked hears of it
    return told
  }
}
