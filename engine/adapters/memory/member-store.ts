// Who is in which room, of a single process. Nothing survives a restart.
//
// Counts are kept as reports come, so that a report costs what it changes and a count costs
// nothing, whatever the size of the room.

import type { Now } from '../../clock.ts'
import type { EdgeId, RoomId, ViewerId } from '../../ids.ts'
import type { Count, Member, MemberStore, Presence, Spread } from '../../ports/member-store.ts'

export type MemoryMemberStoreOptions = {
  readonly now: Now
  /** An edge that has not been heard of for so long is gone, and who it held with it. */
  readonly leaseMs: number
}

/** The presences of one viewer in one room, by the edge that told of each. */
type Person = Map<EdgeId, Presence>
type Room = {
  readonly people: Map<ViewerId, Person>
  readonly edges: Map<EdgeId, number>
  connections: number
  guests: number
  width: number
}
type Lease = {
  until: number
  /** The edge was told to report everything since its lease began. */
  whole: boolean
  readonly held: Map<RoomId, Set<ViewerId>>
}

const NOBODY: Count = { connections: 0, viewers: 0, guests: 0 }

export class MemoryMemberStore implements MemberStore {
  readonly #options: MemoryMemberStoreOptions
  readonly #leases = new Map<EdgeId, Lease>()
  readonly #rooms = new Map<RoomId, Room>()
  readonly #roomsOf = new Map<ViewerId, Set<RoomId>>()

  constructor(options: MemoryMemberStoreOptions) {
    this.#options = options
  }

  async report(edge: EdgeId, presences: readonly Presence[]): Promise<void> {
    const lease = this.#renewed(edge)
    for (const presence of presences) {
      note(lease, presence)
      this.#change(edge, presence.room, presence.viewer, presence)
    }
  }

  async renew(edge: EdgeId): Promise<boolean> {
    const lease = this.#renewed(edge)
    const { whole } = lease
    lease.whole = true
    return whole
  }

  async leave(edge: EdgeId): Promise<void> {
    this.#forget(edge)
  }

  async count(id: RoomId): Promise<Count> {
    const room = this.#live().get(id)
    if (!room) return NOBODY
    const { connections, guests, people } = room
    return { connections, viewers: people.size, guests }
  }

  async spread(id: RoomId): Promise<Spread> {
    const room = this.#live().get(id)
    const { edges = new Map(), width = 1 } = room ?? {}
    return { ...(await this.count(id)), edges: new Map(edges), width }
  }

  async widen(id: RoomId, { from, to }: { from: number; to: number }): Promise<void> {
    const room = this.#live().get(id)
    if (room?.width === from) room.width = to
  }

  async list(
    id: RoomId,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<Member[]> {
    const people = this.#live().get(id)?.people ?? new Map<ViewerId, Person>()
    const members = [...people.values()].map(member)
    return members.sort(newestFirst).slice(offset, offset + limit)
  }

  async isHere(room: RoomId, viewer: ViewerId): Promise<boolean> {
    return this.#live().get(room)?.people.has(viewer) ?? false
  }

  async edgesOf(room: RoomId, viewer: ViewerId): Promise<ReadonlyMap<EdgeId, number>> {
    const person = this.#live().get(room)?.people.get(viewer) ?? new Map<EdgeId, Presence>()
    return new Map([...person].map(([edge, { connections }]) => [edge, connections]))
  }

  async roomsOf(viewer: ViewerId): Promise<RoomId[]> {
    this.#expire()
    return [...(this.#roomsOf.get(viewer) ?? [])].sort()
  }

  async close(): Promise<void> {
    this.#leases.clear()
    this.#rooms.clear()
    this.#roomsOf.clear()
  }

  /** Takes what an edge holds now of one viewer; nothing, or no connections: gone. */
  #change(edge: EdgeId, id: RoomId, viewer: ViewerId, presence: Presence | undefined): void {
    const room = this.#rooms.get(id) ?? newRoom()
    const person: Person = room.people.get(viewer) ?? new Map()
    const more = (presence?.connections ?? 0) - (person.get(edge)?.connections ?? 0)
    const onEdge = (room.edges.get(edge) ?? 0) + more
    if (onEdge > 0) room.edges.set(edge, onEdge)
    else room.edges.delete(edge)
    tally(room, person, -1)
    if (presence && presence.connections > 0) person.set(edge, presence)
    else person.delete(edge)
    tally(room, person, 1)

    if (person.size > 0) room.people.set(viewer, person)
    else room.people.delete(viewer)
    if (room.people.size > 0) this.#rooms.set(id, room)
    else this.#rooms.delete(id)
    this.#index(viewer, id, person.size > 0)
  }

  #index(viewer: ViewerId, room: RoomId, here: boolean): void {
    const rooms = this.#roomsOf.get(viewer) ?? new Set()
    if (here) rooms.add(room)
    else rooms.delete(room)
    if (rooms.size > 0) this.#roomsOf.set(viewer, rooms)
    else this.#roomsOf.delete(viewer)
  }

  #renewed(edge: EdgeId): Lease {
    this.#expire()
    const lease = this.#leases.get(edge) ?? { until: 0, whole: false, held: new Map() }
    lease.until = this.#options.now() + this.#options.leaseMs
    this.#leases.set(edge, lease)
    return lease
  }

  #live(): ReadonlyMap<RoomId, Room> {
    this.#expire()
    return this.#rooms
  }

  #forget(edge: EdgeId): void {
    const lease = this.#leases.get(edge)
    if (!lease) return
    this.#leases.delete(edge)
    for (const [room, viewers] of lease.held)
      for (const viewer of viewers) this.#change(edge, room, viewer, undefined)
  }

  #expire(): void {
    const now = this.#options.now()
    for (const [edge, { until }] of this.#leases) if (until <= now) this.#forget(edge)
  }
}

function newRoom(): Room {
  return { people: new Map(), edges: new Map(), connections: 0, guests: 0, width: 1 }
}

/** Remembers what to forget with the edge. */
function note({ held }: Lease, { room, viewer, connections }: Presence): void {
  const viewers = held.get(room) ?? new Set()
  if (connections > 0) viewers.add(viewer)
  else viewers.delete(viewer)
  if (viewers.size > 0) held.set(room, viewers)
  else held.delete(room)
}

function tally(room: Room, person: Person, sign: 1 | -1): void {
  if (person.size === 0) return
  const { connections, guest } = member(person)
  room.connections += sign * connections
  if (guest) room.guests += sign
}

/** One person, told of by several edges: a guest if all say so. */
function member(person: Person): Member {
  const told = [...person.values()]
  const oldest = told.reduce((a, b) => (b.since < a.since ? b : a))
  return {
    viewer: oldest.viewer,
    name: oldest.name,
    guest: told.every(({ guest }) => guest),
    connections: told.reduce((sum, { connections }) => sum + connections, 0),
    since: oldest.since,
  }
}

function newestFirst(a: Member, b: Member): number {
  return b.since - a.since || (a.viewer < b.viewer ? -1 : 1)
}
