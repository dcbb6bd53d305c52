// The rooms this edge holds: opened by the first viewer, let go of when the last has left.
//
// Opening reads the room's record and where its buckets end, once, however many viewers come
// at the same moment. A record that changes (an order says so) is read again, and everybody
// is told what that means for them.

import type { Now } from '../engine/clock.ts'
import { formatCursor, START } from '../engine/cursor.ts'
import type { Step } from '../engine/downlink/ladder.ts'
import type { RoomId } from '../engine/ids.ts'
import { byPriority } from '../engine/message.ts'
import type { RoomSpread } from '../engine/placement/spreads.ts'
import type { BucketStore } from '../engine/ports/bucket-store.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { OpenStream, RoomRecord, RoomSettings } from '../engine/room.ts'
import { settingsOf } from '../engine/room-defaults.ts'
import { openedAt } from '../engine/stream-id.ts'
import { newAllotment } from '../engine/uplink/allotment.ts'
import { limitsChanged, limitsOf } from '../engine/uplink/client-limits.ts'
import { longestMs } from './heartbeat.ts'
import { LiveRoom } from './live-room.ts'
import type { EdgeOptions } from './options.ts'
import { Pulse, type PulseParts } from './pulse.ts'
import { spare } from './spare.ts'
import { FramePace } from './sweep.ts'

export type Held = {
  readonly room: LiveRoom
  readonly pulse: Pulse
  readonly pace: FramePace
  /** When the last viewer left, if nobody is here; ms since 1970. */
  emptySince: number
}

export type LiveRoomsParts = {
  readonly buckets: BucketStore
  readonly settings: Settings
  readonly defaults: RoomSettings
  readonly options: EdgeOptions
  readonly pulse: PulseParts
  readonly now: Now
}

export class LiveRooms {
  /** What the strain on the edge asks for, for all rooms. */
  edgeStep: Step = 0
  readonly #parts: LiveRoomsParts
  readonly #held = new Map<RoomId, Held>()
  readonly #opening = new Map<RoomId, Promise<Held | undefined>>()

  constructor(parts: LiveRoomsParts) {
    this.#parts = parts
  }

  all(): IterableIterator<Held> {
    return this.#held.values()
  }

  get size(): number {
    return this.#held.size
  }

  get(id: RoomId): Held | undefined {
    return this.#held.get(id)
  }

  /** The room, opened if need be; nothing when there is no such room or it never had a stream. */
  open(id: RoomId): Promise<Held | undefined> {
    const held = this.#held.get(id)
    if (held) {
      held.emptySince = this.#parts.now() // whoever asks is about to sit down in it
      return Promise.resolve(held)
    }
    const opening = this.#opening.get(id) ?? this.#open(id)
    this.#opening.set(id, opening)
    return opening
  }

  /** Lets go of a room that nobody is in. */
  letGo(id: RoomId): void {
    const held = this.#held.get(id)
    if (!held || held.room.sessions.length > 0) return
    held.pulse.stop()
    this.#held.delete(id)
  }

  /** The room's record has changed: reads it again, tells everybody what is new. */
  async refresh(id: RoomId): Promise<void> {
    // One that is being opened may have been read just before the change.
    const held = this.#held.get(id) ?? (await this.#opening.get(id))
    const record = held && (await this.#parts.settings.get(id))
    if (!held || !record?.stream) return
    const { room, pulse } = held
    const { tickMs, stream, open, settings } = room
    const before = { tickMs, stream, open, settings }
    room.settings = settingsOf(record, this.#parts.defaults)
    room.muted = record.muted ?? {}
    if (record.stream.id !== before.stream) this.#switch(room, record.stream)
    else if (isOpen(record.stream) !== before.open) this.#openOrClose(room, record.stream)
    if (room.tickMs !== before.tickMs) room.tellAll({ tickMs: room.tickMs })
    if (limitsChanged(before.settings, room.settings)) this.#tellLimits(room)
    this.#spare(held)
    if (room.tickMs !== before.tickMs || room.stream !== before.stream) pulse.restart()
    pulse.nudge()
  }

  /** The store told how many people are in the room; it may be big or small now. */
  counted(held: Held, spread: RoomSpread): void {
    const { room, pulse } = held
    const { bigFrom, smallBelow } = this.#parts.options
    room.spread = spread
    const big = spread.count.viewers >= (room.big ? smallBelow : bigFrom)
    if (big !== room.big) {
      room.big = big
      room.tellAll({ tickMs: room.tickMs })
      pulse.restart()
    }
    if (room.viewers !== room.toldViewers) pulse.nudge()
  }

  close(): void {
    for (const { pulse } of this.#held.values()) pulse.stop()
    this.#held.clear()
  }

  async #open(id: RoomId): Promise<Held | undefined> {
    try {
      const record = await this.#parts.settings.get(id)
      if (!record?.stream) return undefined
      const room = new LiveRoom({ ...record, stream: record.stream }, this.#settings(record))
      const { budgetMs } = this.#parts.options
      room.since = this.#parts.now()
      room.uplink.budget = { held: newAllotment(), share: 1, everyMs: budgetMs }
      await this.#seekEnd(room)
      const pulse = new Pulse(room, this.#parts.pulse)
      const held: Held = {
        room,
        pulse,
        pace: new FramePace(longestMs(this.#parts.options)),
        emptySince: this.#parts.now(),
      }
      this.#spare(held)
      this.#held.set(id, held)
      return held
    } finally {
      this.#opening.delete(id)
    }
  }

  #spare(held: Held): void {
    spare(held, this.edgeStep, this.#parts.options.ladder)
  }

  #settings(record: RoomRecord): RoomSettings {
    return settingsOf(record, this.#parts.defaults)
  }

  /** Live frames begin where the buckets end now; what was before is history. */
  async #seekEnd(room: LiveRoom): Promise<void> {
    const nothing = byPriority(() => 0)
    const reading = await this.#parts.buckets.read(room.stream, START, nothing)
    room.restart({ epoch: reading.epoch, ...byPriority(p => reading[p].last) })
  }

  #tellLimits(room: LiveRoom): void {
    const { frameBytes } = this.#parts.options
    room.tellRoles(role => ({ limits: limitsOf(room.settings, role, frameBytes) }))
  }

  #switch(room: LiveRoom, stream: OpenStream): void {
    room.stream = stream.id
    room.open = isOpen(stream)
    room.restart(START)
    room.tellAll({
      stream: stream.id,
      openedAt: openedAt(stream.id),
      cursor: formatCursor(START),
      open: room.open,
    })
  }

  #openOrClose(room: LiveRoom, stream: OpenStream): void {
    room.open = isOpen(stream)
    room.tellAll({ open: room.open })
  }
}

function isOpen({ closedAt }: OpenStream): boolean {
  return closedAt === undefined
}
