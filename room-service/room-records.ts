// The rooms' records as joins need them: those of rooms that were asked for here, kept in step by
// asking once a second what was changed of all rooms, so that a join asks no database. While the
// database does not answer, that of before holds. What a join tells of a stream is what was a
// moment ago; what is, the edge tells with its welcome.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { RoomId } from '../engine/ids.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { RoomRecord } from '../engine/room.ts'
import { newRoom } from '../engine/room-defaults.ts'

const LOOK_MS = 1_000
/** What was in step so long ago is good enough for those who must not be told what was. */
const FRESH_MS = 2 * LOOK_MS
/** Some 50 MB at the most; a room that falls out is asked for again. */
const MOST_ROOMS = 50_000

export class RoomRecords {
  readonly #settings: Pick<Settings, 'get' | 'changes'>
  readonly #now: Now
  /** A room that is not there has version 0. */
  readonly #known = new LRUCache<RoomId, RoomRecord>({ max: MOST_ROOMS })
  readonly #asking = new Map<RoomId, Promise<void>>()
  /** Up to where the changes were heard; nothing is known of before there was one. */
  #mark: string | undefined
  #heardAt = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(settings: Pick<Settings, 'get' | 'changes'>, now: Now) {
    this.#settings = settings
    this.#now = now
  }

  start(): void {
    this.#timer = setInterval(() => this.#beat(), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** @throws Fault `store-unavailable` when the database does not answer and never told of it */
  async get(room: RoomId): Promise<RoomRecord | undefined> {
    if (!this.#known.has(room)) await this.#ask(room)
    return this.#told(room)
  }

  /** In step just now, for who must not be told what was; unless nobody can say. */
  async fresh(room: RoomId): Promise<RoomRecord | undefined> {
    const isKnown = this.#known.has(room)
    const isInStep = this.#now() - this.#heardAt < FRESH_MS
    if (!isKnown) await this.#ask(room)
    else if (!isInStep) await this.#ask(room).catch(() => {})
    return this.#told(room)
  }

  /** It was changed here. */
  forget(room: RoomId): void {
    this.#known.delete(room)
  }

  /** Hears what was changed. @throws Fault `store-unavailable` */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** Until somebody joins there is nothing to keep in step. */
  #beat(): void {
    if (this.#mark !== undefined) this.look().catch(() => {}) // what is known holds until the next
  }

  async #look(): Promise<void> {
    const { mark, records, goesOn } = await this.#settings.changes(this.#mark)
    if (!goesOn) this.#known.clear()
    for (const record of records) {
      const { room } = record
      if (this.#known.has(room) || this.#asking.has(room)) this.#keep(record)
    }
    this.#mark = mark
    this.#heardAt = this.#now()
  }

  #ask(room: RoomId): Promise<void> {
    const asking =
      this.#asking.get(room) ?? this.#askNow(room).finally(() => this.#asking.delete(room))
    this.#asking.set(room, asking)
    return asking
  }

  /** Changes are heard from before on, or one that comes meanwhile would be missed. */
  async #askNow(room: RoomId): Promise<void> {
    if (this.#mark === undefined) await this.look()
    this.#keep((await this.#settings.get(room)) ?? newRoom(room))
  }

  /** What comes late does not undo what came after it. */
  #keep(record: RoomRecord): void {
    const known = this.#known.peek(record.room)
    if (!known || known.version <= record.version) this.#known.set(record.room, record)
  }

  #told(room: RoomId): RoomRecord | undefined {
    const record = this.#known.get(room)
    return record && record.version > 0 ? record : undefined
  }
}
