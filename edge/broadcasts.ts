// What is said in all rooms: a message like any other in each room that this edge holds and whose
// stream is on. Each room has a moment of its own within the time it is spread over, the same on
// every edge: so a room that moves meanwhile is told once, and one that several edges hold is told
// by each of them the same message, which the store takes once.
//
// An order to do so is carried out when it is under way: other orders do not wait for its end.
// Rooms that could not be told because the log was away are tried again for a minute.

import type { Now } from '../engine/clock.ts'
import type { RoomId } from '../engine/ids.ts'
import { messageId } from '../engine/message-id.ts'
import { homePartition, laneOf } from '../engine/partition.ts'
import type { Order } from '../engine/ports/orders.ts'
import { REFUSALS, type Refused } from '../engine/refusal.ts'
import { priorityOf } from '../engine/uplink/standing.ts'
import type { Step } from '../engine/uplink/step.ts'
import { type EdgeCounts, tally } from './counts.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import { sayTrusted } from './say-trusted.ts'

export type Broadcast = Extract<Order, { type: 'broadcast' }>

export type BroadcastsParts = {
  readonly rooms: Pick<LiveRooms, 'all' | 'get'>
  readonly steps: readonly Step[]
  readonly counts: Pick<EdgeCounts, 'broadcasts'>
  readonly now: Now
}

/** An application says a handful in a minute; when more are under way the oldest gives way. */
const MOST_UNDER_WAY = 20
const PATIENCE_MS = 60_000
/** Moments in a spread: to the ms in most. */
const MOMENTS = 100_000

type UnderWay = {
  readonly broadcast: Broadcast
  /** Moments up to here are over. */
  upTo: number
  /** Rooms that were not told although their moment is over. */
  late: Set<RoomId>
}

export class Broadcasts {
  readonly #parts: BroadcastsParts
  #underWay: readonly UnderWay[] = []
  readonly #moments = new WeakMap<LiveRoom, number>()

  constructor(parts: BroadcastsParts) {
    this.#parts = parts
  }

  begin(broadcast: Broadcast): void {
    const fresh: UnderWay = { broadcast, upTo: Number.NEGATIVE_INFINITY, late: new Set() }
    this.#underWay = [...this.#underWay, fresh].slice(-MOST_UNDER_WAY)
  }

  /** Says it in the rooms whose moment has come. */
  async beat(): Promise<void> {
    for (const one of this.#underWay) await this.#goOn(one)
    const now = this.#parts.now()
    this.#underWay = this.#underWay.filter(one => !isOver(one, now))
  }

  async #goOn(one: UnderWay): Promise<void> {
    const due = this.#due(one)
    one.late = new Set()
    const ends = await Promise.all(due.map(room => this.#say(room, one.broadcast)))
    for (const [index, refused] of ends.entries()) {
      const room = due[index] as LiveRoom
      tally(this.#parts.counts.broadcasts, refused?.why ?? 'said')
      if (refused && REFUSALS[refused.why].retry) one.late.add(room.id)
    }
  }

  #due(one: UnderWay): LiveRoom[] {
    const { rooms, now } = this.#parts
    const { from, spreadMs } = one.broadcast
    const [after, upTo] = [one.upTo, now()]
    one.upTo = upTo
    return [...rooms.all()]
      .map(({ room }) => room)
      .filter(room => {
        const moment = from + this.#momentOf(room) * spreadMs
        return room.open && ((moment > after && moment <= upTo) || one.late.has(room.id))
      })
  }

  /** Where in any spread the room has its moment: in [0, 1). */
  #momentOf(room: LiveRoom): number {
    const known = this.#moments.get(room)
    if (known !== undefined) return known
    const moment = homePartition(laneOf(room.id, 'broadcast'), MOMENTS) / MOMENTS
    this.#moments.set(room, moment)
    return moment
  }

  async #say(room: LiveRoom, { said }: Broadcast): Promise<Refused | undefined> {
    const { steps, now } = this.#parts
    const { cid, kind, from, body } = said
    const priority = said.priority ?? priorityOf(said, room.settings.priorities)
    const id = messageId(room.stream, from.id, cid)
    const about = { room: room.id, stream: room.stream, priority, at: now() }
    return sayTrusted(steps, room, { id, kind, from, body, ...about })
  }
}

function isOver({ broadcast: { from, spreadMs }, late }: UnderWay, now: number): boolean {
  const last = from + spreadMs
  return now > last + PATIENCE_MS || (now > last && late.size === 0)
}
