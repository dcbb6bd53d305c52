// Tells the member store who is here, in batches and behind the viewers' backs, and keeps
// the counts that viewers see.
//
// What is told is absolute ("this viewer has 2 connections here") and of the moment of telling, so
// telling it twice changes nothing. When the store has forgotten this edge, everything is told
// again. A report that failed may have been taken in part: all of it is told again a while later,
// and what changes meanwhile at once. The set of it is bounded by who is here.
//
// That somebody has gone is told a moment later: a page that is loaded again is no leaving and
// coming.

import type { Now } from '../engine/clock.ts'
import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import type { MemberStore, Presence as Told } from '../engine/ports/member-store.ts'
import type { Viewer } from './session.ts'

/** A page is back in a second or two; a count is right within ten. */
const RELOAD_MS = 3_000
/** Where one Redis of several is away, the others are told twice what they took, this often. */
const AGAIN_MS = 2_000

type Here = {
  viewer: Viewer
  readonly room: RoomId
  connections: number
  since: number
  /** When the last connection went; ms since 1970. */
  leftAt: number
}

export class Presence {
  readonly #members: MemberStore
  readonly #edge: EdgeId
  readonly #now: Now
  readonly #here = new Map<string, Here>()
  readonly #changed = new Map<string, Here>()
  /** What a report that failed was to tell. */
  readonly #untold = new Map<string, Here>()
  /** When it is told again; ms since 1970. */
  #againAt = 0
  /** False: what the store said to the last renewal is not known. */
  #isHeard = true
  /** Who has gone and may be back in a moment, in the order of their going. */
  readonly #leaving = new Map<string, Here>()

  constructor(members: MemberStore, edge: EdgeId, now: Now) {
    this.#members = members
    this.#edge = edge
    this.#now = now
  }

  /** @returns whether somebody came who was not here a moment ago */
  came(room: RoomId, viewer: Viewer): boolean {
    const key = keyOf(room, viewer.id)
    const known = this.#here.get(key)
    const here = known ?? { viewer, room, connections: 0, since: this.#now(), leftAt: 0 }
    here.connections++
    here.viewer = viewer // the newest ticket has the name in force
    this.#here.set(key, here)
    this.#leaving.delete(key)
    this.#changed.set(key, here)
    return known === undefined
  }

  /** @param atOnce it went to another edge, and is back no sooner than it comes there */
  left(room: RoomId, viewer: Viewer, atOnce = false): void {
    const key = keyOf(room, viewer.id)
    const here = this.#here.get(key)
    if (!here || here.connections === 0) return
    here.connections--
    if (here.connections > 0) this.#changed.set(key, here)
    else if (atOnce) this.#goneFrom(key, here)
    else {
      here.leftAt = this.#now()
      this.#changed.delete(key)
      this.#leaving.set(key, here)
    }
  }

  /** Tells what changed since the last time; the rooms whose count may be another now. */
  async report(): Promise<ReadonlySet<RoomId>> {
    this.#letGo()
    const batch = this.#due()
    if (batch.length === 0) return new Set()
    try {
      await this.#members.report(
        this.#edge,
        batch.map(([key, here]) => told(this.#here.get(key) ?? here)),
      )
    } catch (failure) {
      this.#putOff(batch)
      throw failure
    }
    return new Set(batch.map(([, { room }]) => room))
  }

  /** Keeps the lease; tells everything again when the store has lost it, or may have said so in vain. */
  async renew(): Promise<void> {
    const wasHeard = this.#isHeard
    this.#isHeard = false
    const isKnown = await this.#members.renew(this.#edge)
    this.#isHeard = true
    if (isKnown && wasHeard) return
    for (const [key, here] of this.#here) if (here.connections > 0) this.#changed.set(key, here)
    await this.report()
  }

  async leave(): Promise<void> {
    await this.#members.leave(this.#edge)
  }

  #due(): (readonly [string, Here])[] {
    const isTime = this.#now() >= this.#againAt
    const due = new Map([...(isTime ? this.#untold : []), ...this.#changed])
    if (isTime) this.#untold.clear()
    this.#changed.clear()
    return [...due]
  }

  #putOff(batch: readonly (readonly [string, Here])[]): void {
    if (this.#untold.size === 0) this.#againAt = this.#now() + AGAIN_MS
    for (const [key, here] of batch) this.#untold.set(key, here)
  }

  #letGo(): void {
    const before = this.#now() - RELOAD_MS
    for (const [key, here] of this.#leaving) {
      if (here.leftAt > before) return
      this.#leaving.delete(key)
      this.#goneFrom(key, here)
    }
  }

  #goneFrom(key: string, here: Here): void {
    this.#here.delete(key)
    this.#changed.set(key, here)
  }
}

function told({ room, viewer, connections, since }: Here): Told {
  return { room, viewer: viewer.id, name: viewer.name, guest: viewer.guest, connections, since }
}

function keyOf(room: RoomId, viewer: ViewerId): string {
  return `${room}/${viewer}`
}
