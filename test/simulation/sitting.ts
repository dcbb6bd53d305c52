// Who sits where: the truth of a simulated evening, and what the member store says of it. The
// viewers of an edge that died are on its count until its lease is over.

import type { Now } from '../../engine/clock.ts'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import type { MemberStore, Spread } from '../../engine/ports/member-store.ts'

export type Sitter = {
  readonly room: RoomId
  edge: EdgeId
  /** Its place among those of its room on its edge. */
  at: number
  /** Its place among everybody. */
  index: number
  /** The addresses its client knows. */
  addresses: readonly EdgeId[]
  /** What its ticket says. */
  ticket: { readonly edges: readonly EdgeId[]; readonly epoch: number }
  cameAt: number
  /** It was told to go there. */
  moving: { readonly to: EdgeId } | undefined
}

/** Below what any simulated room spreads at. */
const SMALL = 50

type Room = {
  width: number
  widenedAt: number
  viewers: number
  readonly edges: Map<EdgeId, number>
}

export class Sitting implements Pick<MemberStore, 'spread' | 'widen'> {
  readonly everybody: Sitter[] = []
  /** By edge and room. */
  readonly held = new Map<EdgeId, Map<RoomId, Sitter[]>>()
  readonly connections = new Map<EdgeId, number>()
  readonly rooms = new Map<RoomId, Room>()
  readonly #now: Now

  constructor(now: Now) {
    this.#now = now
  }

  async spread(id: RoomId): Promise<Spread> {
    const { viewers, width, edges } = this.#room(id)
    return { connections: viewers, viewers, guests: 0, edges, width }
  }

  async widen(id: RoomId, { from, to }: { from: number; to: number }): Promise<void> {
    const room = this.#room(id)
    if (room.width !== from) return
    room.width = to
    room.widenedAt = this.#now()
  }

  /** It is, and will be, on one edge. */
  isSmall(id: RoomId): boolean {
    const { width, viewers } = this.#room(id)
    return width === 1 && viewers < SMALL
  }

  come(one: Sitter): void {
    one.index = this.everybody.push(one) - 1
  }

  /** The last of all takes its place. */
  go(one: Sitter): void {
    one.moving = undefined
    const last = this.everybody.pop() as Sitter
    if (last === one) return
    this.everybody[one.index] = last
    last.index = one.index
  }

  sit(one: Sitter, edge: EdgeId, now: number): void {
    one.edge = edge
    one.cameAt = now
    one.moving = undefined
    const rooms = this.held.get(edge) ?? new Map<RoomId, Sitter[]>()
    this.held.set(edge, rooms)
    const here = rooms.get(one.room) ?? []
    rooms.set(one.room, here)
    one.at = here.push(one) - 1
    this.#count(one.room, edge, 1)
  }

  getUp(one: Sitter): void {
    const rooms = this.held.get(one.edge)
    const here = rooms?.get(one.room)
    const last = here?.pop()
    if (!last || !here) return
    if (last !== one) {
      here[one.at] = last
      last.at = one.at
    }
    if (here.length === 0) rooms?.delete(one.room)
    this.#count(one.room, one.edge, -1)
  }

  /** All who sat there stand in the street; the store does not know yet. */
  died(edge: EdgeId): Sitter[] {
    const standing = [...(this.held.get(edge)?.values() ?? [])].flat()
    this.held.delete(edge)
    this.connections.delete(edge)
    for (const { room } of standing) this.#room(room).viewers--
    return standing
  }

  /** Its lease is over. */
  expired(edge: EdgeId): void {
    for (const { edges } of this.rooms.values()) edges.delete(edge)
  }

  #count(id: RoomId, edge: EdgeId, more: 1 | -1): void {
    const room = this.#room(id)
    room.viewers += more
    const here = (room.edges.get(edge) ?? 0) + more
    if (here > 0) room.edges.set(edge, here)
    else room.edges.delete(edge)
    this.connections.set(edge, (this.connections.get(edge) ?? 0) + more)
  }

  #room(id: RoomId): Room {
    const room = this.rooms.get(id) ?? { width: 1, widenedAt: 0, viewers: 0, edges: new Map() }
    this.rooms.set(id, room)
    return room
  }
}
