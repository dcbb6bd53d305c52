// Looks once a second at what may be too much for this edge (its event loop, what it writes) and
// for its rooms (how far behind their lanes are), and has each room stand on the step of the
// ladder that this asks for. What a step means is engine/downlink/ladder.ts.
//
// While nobody can say how far behind the lanes are, they are taken to be as far as they were.

import type { Now } from '../engine/clock.ts'
import { GROUND, type LadderRule, nextRung, type Step } from '../engine/downlink/ladder.ts'
import type { RoomId } from '../engine/ids.ts'
import { roomOf } from '../engine/partition.ts'
import type { EdgeLadder, EdgeLoad } from '../engine/ports/edges.ts'
import type { Lanes } from '../engine/ports/lanes.ts'
import type { LiveRooms } from './live-rooms.ts'
import { LoadMeter } from './load.ts'
import { spare } from './spare.ts'

/** Rooms that are told of by name: an edge's report is read by everybody, every second. */
const MOST_TOLD = 50

export type LadderParts = {
  readonly rooms: LiveRooms
  readonly lanes: Pick<Lanes, 'read'>
  readonly rule: LadderRule
  readonly now: Now
}

export class Ladder {
  readonly load = new LoadMeter()
  readonly #parts: LadderParts
  #rung = GROUND
  #lags: ReadonlyMap<RoomId, number> = new Map()

  constructor(parts: LadderParts) {
    this.#parts = parts
  }

  /** The step that the edge itself asks for. */
  get step(): Step {
    return this.#rung.step
  }

  start(): void {
    this.load.start()
  }

  stop(): void {
    this.load.stop()
  }

  /** @param bytes written to viewers since the process began */
  async beat(bytes: number): Promise<void> {
    const { rooms, rule, now } = this.#parts
    const { loopOftenMs, bytesPerSecond } = this.load.look(bytes)
    const strain = { loopDelayMs: loopOftenMs, bytesPerSecond }
    this.#rung = nextRung(this.#rung, strain, now(), rule)
    rooms.edgeStep = this.step
    this.#spareAll() // the lanes may be slow to tell, then most of all
    await this.#lookAtLanes()
    for (const { room } of rooms.all())
      room.rung = nextRung(room.rung, { lagMs: this.#lags.get(room.id) ?? 0 }, now(), rule)
    this.#spareAll()
  }

  #spareAll(): void {
    const { rooms, rule } = this.#parts
    for (const held of rooms.all()) spare(held, this.step, rule)
  }

  /** What the edge says of itself. */
  report(): Omit<EdgeLoad, 'connections' | 'rooms'> {
    const { bytesPerSecond, loopDelayMs } = this.load.last
    const ladder = this.#told()
    return { bytesPerSecond, loopDelayMs, ...(ladder ? { ladder } : {}) }
  }

  #told(): EdgeLadder | undefined {
    const elsewhere = [...this.#parts.rooms.all()]
      .map(({ room }) => room)
      .filter(({ step }) => step !== this.step)
      .sort((a, b) => b.step - a.step || b.sessions.length - a.sessions.length)
    if (elsewhere.length === 0 && this.step === 0) return undefined
    const told = elsewhere.slice(0, MOST_TOLD)
    return { step: this.step, rooms: Object.fromEntries(told.map(({ id, step }) => [id, step])) }
  }

  async #lookAtLanes(): Promise<void> {
    const { rooms, lanes, rule } = this.#parts
    if (rooms.size === 0 || rule.most === 0) return
    try {
      const { reports } = await lanes.read()
      const lags = new Map<RoomId, number>()
      for (const { lane, lagMs } of reports) {
        const room = roomOf(lane)
        lags.set(room, Math.max(lags.get(room) ?? 0, lagMs))
      }
      this.#lags = lags
    } catch {
      // They stay as they were: what is asked for next is the same.
    }
  }
}
