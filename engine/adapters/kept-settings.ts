// Rooms' records outlive the store that holds them: while it does not answer, a room is as it
// was when it was last read, so that who speaks and who joins a room known here go on.
//
// What the store can tell is asked of it each time. Once it has failed it is asked again only
// every `AGAIN_MS`, and nobody with a known room waits for that; nobody can change a record
// meanwhile, for changes need the store. Changes and lists are never made up.

import type { Now } from '../clock.ts'
import { Fault } from '../fault.ts'
import type { RoomId } from '../ids.ts'
import type { Changes, Settings } from '../ports/settings.ts'
import type { RoomRecord } from '../room.ts'

/** So that what came back is found within a second. */
const AGAIN_MS = 1_000
/** A speaker waits no longer than this to hear what is known anyway. */
const PATIENCE_MS = 500
/** More rooms than one process serves at once; a forgotten one fails with the store. */
const MOST_ROOMS = 10_000

export class KeptSettings implements Settings {
  readonly #settings: Settings
  readonly #now: Now
  readonly #known = new Map<RoomId, RoomRecord>()
  /** Until then the store is not asked for what is known; it failed just now. */
  #awayUntil = 0

  constructor(settings: Settings, now: Now) {
    this.#settings = settings
    this.#now = now
  }

  async get(room: RoomId): Promise<RoomRecord | undefined> {
    const known = this.#known.get(room)
    if (known && this.#now() < this.#awayUntil) return known
    try {
      const asked = this.#settings.get(room)
      const record = await (known ? inTime(asked) : asked)
      this.#awayUntil = 0
      return record && this.#keep(record)
    } catch (failure) {
      if (!known || !isAway(failure)) throw failure
      this.#awayUntil = this.#now() + AGAIN_MS
      return this.#known.get(room)
    }
  }

  async update(room: RoomId, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord> {
    return this.#keep(await this.#settings.update(room, change))
  }

  list(page: { readonly after?: RoomId; readonly limit: number }): Promise<RoomRecord[]> {
    return this.#settings.list(page)
  }

  changes(since?: string): Promise<Changes> {
    return this.#settings.changes(since)
  }

  close(): Promise<void> {
    return this.#settings.close()
  }

  /** A slow answer from before a change does not undo it. */
  #keep(record: RoomRecord): RoomRecord {
    const { room } = record
    const known = this.#known.get(room)
    this.#known.delete(room) // to the end: a Map keeps the order of arrival
    this.#known.set(room, known && known.version > record.version ? known : record)
    const [longest] = this.#known.keys()
    if (this.#known.size > MOST_ROOMS && longest) this.#known.delete(longest)
    return record
  }
}

function isAway(failure: unknown): boolean {
  return failure instanceof Fault && failure.code === 'store-unavailable'
}

/** @throws Fault `store-unavailable` when the answer takes too long; it is let go of */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const fault = () => reject(new Fault('store-unavailable', 'the settings: no answer in time'))
    timer = setTimeout(fault, PATIENCE_MS)
  })
  answer.catch(() => {}) // when it comes too late to be told
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
