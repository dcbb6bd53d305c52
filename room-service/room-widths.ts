// How wide each room is, by the members it has: asked of the member store once a second and
// room, however many join.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { RoomId } from '../engine/ids.ts'
import type { MemberStore } from '../engine/ports/member-store.ts'
import { widthOf } from './width.ts'

/** A count is at most this old; joins are slower than that to change a width. */
const COUNTED_MS = 1_000
/** Some 10 MB; a room that falls out is asked for again. */
const MOST_ROOMS = 50_000

type Known = { readonly at: number; readonly width: Promise<number> }

export class RoomWidths {
  readonly #members: MemberStore
  readonly #viewersPerEdge: number
  readonly #now: Now
  readonly #known = new LRUCache<RoomId, Known>({ max: MOST_ROOMS })

  constructor(members: MemberStore, viewersPerEdge: number, now: Now) {
    this.#members = members
    this.#viewersPerEdge = viewersPerEdge
    this.#now = now
  }

  /** A member store that does not answer leaves the width as it was. */
  of(room: RoomId): Promise<number> {
    const known = this.#known.get(room)
    if (known && this.#now() - known.at < COUNTED_MS) return known.width
    const width = this.#ask(room, known?.width)
    this.#known.set(room, { at: this.#now(), width })
    return width
  }

  async #ask(room: RoomId, before: Promise<number> | undefined): Promise<number> {
    const current = await before
    try {
      const { viewers } = await this.#members.count(room)
      return widthOf(viewers, this.#viewersPerEdge, current)
    } catch {
      return current ?? 1
    }
  }
}
