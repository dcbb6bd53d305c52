// Tells the member store who is here, in batches and behind the viewers' backs, and keeps
// the counts that viewers see.
//
// What is told is absolute ("this viewer has 2 connections here"), so telling it twice
// changes nothing. When the store has forgotten this edge, everything is told again. A store
// that does not answer costs a retry at the next beat: the set of what changed is bounded by
// who is here.

import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import type { MemberStore, Presence as Told } from '../engine/ports/member-store.ts'
import type { Viewer } from './session.ts'

type Here = { viewer: Viewer; readonly room: RoomId; connections: number; since: number }

export class Presence {
  readonly #members: MemberStore
  readonly #edge: EdgeId
  readonly #here = new Map<string, Here>()
  readonly #changed = new Map<string, Here>()

  constructor(members: MemberStore, edge: EdgeId) {
    this.#members = members
    this.#edge = edge
  }

  came(room: RoomId, viewer: Viewer, now: number): void {
    const key = keyOf(room, viewer.id)
    const here = this.#here.get(key) ?? { viewer, room, connections: 0, since: now }
    here.connections++
    here.viewer = viewer // the newest ticket has the name in force
    this.#here.set(key, here)
    this.#changed.set(key, here)
  }

  left(room: RoomId, viewer: Viewer): void {
    const key = keyOf(room, viewer.id)
    const here = this.#here.get(key)
    if (!here) return
    here.connections--
    this.#changed.set(key, here)
    if (here.connections === 0) this.#here.delete(key)
  }

  /** Tells what changed since the last time; the rooms whose count may be another now. */
  async report(): Promise<ReadonlySet<RoomId>> {
    const batch = [...this.#changed.entries()]
    if (batch.length === 0) return new Set()
    this.#changed.clear()
    try {
      await this.#members.report(
        this.#edge,
        batch.map(([, here]) => told(here)),
      )
    } catch (failure) {
      for (const [key, here] of batch) if (!this.#changed.has(key)) this.#changed.set(key, here)
      throw failure
    }
    return new Set(batch.map(([, { room }]) => room))
  }

  /** Keeps the lease; tells everything again when the store has lost it. */
  async renew(): Promise<void> {
    if (await this.#members.renew(this.#edge)) return
    for (const [key, here] of this.#here) this.#changed.set(key, here)
    await this.report()
  }

  async leave(): Promise<void> {
    await this.#members.leave(this.#edge)
  }
}

function told({ room, viewer, connections, since }: Here): Told {
  return { room, viewer: viewer.id, name: viewer.name, guest: viewer.guest, connections, since }
}

function keyOf(room: RoomId, viewer: ViewerId): string {
  return `${room}/${viewer}`
}
