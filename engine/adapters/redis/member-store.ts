// Who is in which room, in Redis, for all edges and room services. What keys hold is told in
// members.lua.
//
// All of it lives under one hash tag, on one Redis: a viewer in two rooms, or on two edges, is
// one step of a script and never half told. Whatever an edge told in an earlier run of
// Redis is forgotten when it renews, because the last second of it may have been lost.

import type { Now } from '../../clock.ts'
import type { EdgeId, RoomId, ViewerId } from '../../ids.ts'
import type { Count, Member, MemberStore, Presence, Spread } from '../../ports/member-store.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript, type Script } from './scripts.ts'

export type RedisMemberStoreOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** An edge that has not been heard of for so long is gone, and who it held with it. */
  readonly leaseMs: number
}

/** A report is told in scripts of so many, about 5 ms each. */
const SLICE = 500

const REPORT = loadScript('members.lua', 'members-report.lua')
const RENEW = loadScript('members.lua', 'members-renew.lua')
const LEAVE = loadScript('members.lua', 'members-leave.lua')
const ASK = loadScript('members.lua', 'members-ask.lua')
const WIDEN = loadScript('members.lua', 'members-widen.lua')
/** What opens the name of an edge among a room's counts. */
const EDGE = '@'

type Told = readonly [
  viewer: string,
  name: string,
  guest: number,
  connections: number,
  since: string,
]

export class RedisMemberStore implements MemberStore {
  readonly #connection: RedisConnection
  readonly #base: string
  readonly #now: Now
  readonly #leaseMs: number

  constructor({
    url,
    prefix = 'barrage',
    timeoutMs = 1_000,
    now,
    leaseMs,
  }: RedisMemberStoreOptions) {
    this.#connection = new RedisConnection({ url, name: 'members', timeoutMs, many: true })
    this.#base = `${prefix}:{members}`
    this.#now = now
    this.#leaseMs = leaseMs
  }

  async report(edge: EdgeId, presences: readonly Presence[]): Promise<void> {
    let from = 0
    do {
      const some = presences.slice(from, from + SLICE)
      await this.#run(REPORT, edge, this.#until(), ...some.flatMap(flat))
      from += SLICE
    } while (from < presences.length)
  }

  async renew(edge: EdgeId): Promise<boolean> {
    return (await this.#run(RENEW, edge, this.#until())) === 1
  }

  async leave(edge: EdgeId): Promise<void> {
    await this.#run(LEAVE, edge)
  }

  async count(room: RoomId): Promise<Count> {
    const [connections, viewers, guests] = (await this.#run(ASK, 'count', room)) as number[]
    return { connections: connections ?? 0, viewers: viewers ?? 0, guests: guests ?? 0 }
  }

  async spread(room: RoomId): Promise<Spread> {
    const told = (await this.#run(ASK, 'spread', room)) as [number, number, number, string[]]
    const [connections, viewers, guests, flat] = told
    const edges = new Map<EdgeId, number>()
    let width = 1
    for (let at = 0; at < flat.length; at += 2) {
      const [name, number] = [flat[at] as string, Number(flat[at + 1])]
      if (name === 'width') width = number
      if (name.startsWith(EDGE)) edges.set(name.slice(EDGE.length) as EdgeId, number)
    }
    return { connections, viewers, guests, edges, width }
  }

  async widen(room: RoomId, { from, to }: { from: number; to: number }): Promise<void> {
    await this.#run(WIDEN, room, from, to)
  }

  async list(
    room: RoomId,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<Member[]> {
    const told = (await this.#run(ASK, 'list', room, offset, limit)) as Told[]
    return told.map(([viewer, name, guest, connections, since]) => ({
      viewer: viewer as ViewerId,
      name,
      guest: guest === 1,
      connections,
      since: Number(since),
    }))
  }

  async isHere(room: RoomId, viewer: ViewerId): Promise<boolean> {
    return (await this.#run(ASK, 'here', room, viewer)) === 1
  }

  async edgesOf(room: RoomId, viewer: ViewerId): Promise<ReadonlyMap<EdgeId, number>> {
    return new Map((await this.#run(ASK, 'edges', room, viewer)) as [EdgeId, number][])
  }

  async roomsOf(viewer: ViewerId): Promise<RoomId[]> {
    return ((await this.#run(ASK, 'rooms', viewer)) as RoomId[]).sort()
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  /** Again while lost edges are being forgotten. */
  async #run(script: Script, ...args: readonly (string | number)[]): Promise<unknown> {
    for (;;) {
      const all = [this.#now(), ...args]
      const answer = await runScript(this.#connection, script, [this.#base], all)
      if (answer !== null) return answer
    }
  }

  #until(): number {
    return this.#now() + this.#leaseMs
  }
}

function flat({ room, viewer, connections, guest, since, name }: Presence) {
  return [room, viewer, connections, guest ? 1 : 0, since, name]
}
