// The rooms' records as joins need them: of a moment ago, so that a join asks no database. One
// that is older is asked for anew behind the back of whoever wants it; while the database does
// not answer, that of before holds. What a join tells of a stream is what was; what is, the edge
// tells with its welcome.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { RoomId } from '../engine/ids.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { RoomRecord } from '../engine/room.ts'

const FRESH_MS = 1_000
/** Of something older even the first who asks would rather wait. */
const USABLE_MS = 10_000
/** Some 50 MB at the most; a room that falls out is asked for again. */
const MOST_ROOMS = 50_000

type Known = { readonly at: number; readonly record: RoomRecord | undefined }

export class RoomRecords {
  readonly #settings: Pick<Settings, 'get'>
  readonly #now: Now
  readonly #known = new LRUCache<RoomId, Known>({ max: MOST_ROOMS })
  readonly #asking = new Map<RoomId, Promise<RoomRecord | undefined>>()

  constructor(settings: Pick<Settings, 'get'>, now: Now) {
    this.#settings = settings
    this.#now = now
  }

  /** @throws Fault `archive-unavailable` when the database does not answer and never did */
  async get(room: RoomId): Promise<RoomRecord | undefined> {
    const known = this.#known.get(room)
    const age = known ? this.#now() - known.at : Number.POSITIVE_INFINITY
    if (known && age < FRESH_MS) return known.record
    const asked = this.#ask(room)
    if (!known) return asked
    const before = asked.catch(() => known.record)
    // A room that was not there may have been opened since: that one waits for the answer.
    return age < USABLE_MS && known.record?.stream ? known.record : before
  }

  /** None older than a moment, for who must not be told what was; unless nobody can say. */
  async fresh(room: RoomId): Promise<RoomRecord | undefined> {
    const known = this.#known.get(room)
    if (known && this.#now() - known.at < FRESH_MS) return known.record
    const asked = this.#ask(room)
    return known ? asked.catch(() => known.record) : asked
  }

  /** It was changed here. */
  forget(room: RoomId): void {
    this.#known.delete(room)
  }

  #ask(room: RoomId): Promise<RoomRecord | undefined> {
    const asking =
      this.#asking.get(room) ??
      this.#settings
        .get(room)
        .then(record => {
          this.#known.set(room, { at: this.#now(), record })
          return record
        })
        .finally(() => this.#asking.delete(room))
    this.#asking.set(room, asking)
    return asking
  }
}
