// Who is in which room, in Redis, for all edges and room services. What keys hold is told in
// members.lua.
//
// A room lives on one of several Redis, found by its id. Each Redis keeps its own rooms under one
// hash tag, and of every edge what it told of them, with a lease of its own: a viewer on two edges
// is one step of a script and never half told, and a Redis that is away or has lost what it held
// takes no other with it. Whatever an edge told in an earlier run of a Redis is forgotten when it
// renews, because the last second of it may have been lost.

import type { Now } from '../../clock.ts'
import type { EdgeId, RoomId, ViewerId } from '../../ids.ts'
import type { Count, Member, MemberStore, Presence, Spread } from '../../ports/member-store.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript, type Script } from './scripts.ts'
import { Shards } from './shards.ts'

export type RedisMemberStoreOptions = {
  /** One Redis each; rooms are spread over them. */
  readonly urls: readonly string[]
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
  readonly now: Now
  /** An edge that has not been heard of for so long is gone, and who it held with it. */
  readonly leaseMs: number
}

/** A report is told in scripts of so many, about 5 ms each. */
const SLICE = 500

const REPORT = loadScript('run.lua', 'members.lua', 'members-report.lua')
const RENEW = loadScript('run.lua', 'members.lua', 'members-renew.lua')
const LEAVE = loadScript('run.lua', 'members.lua', 'members-leave.lua')
const ASK = loadScript('run.lua', 'members.lua', 'members-ask.lua')
const WIDEN = loadScript('run.lua', 'members.lua', 'members-widen.lua')
/** What opens the name of an edge among a room's counts. */
const EDGE = '@'

type Arg = string | number
type Told = readonly [
  viewer: string,
  name: string,
  guest: number,
  connections: number,
  since: string,
]

export class RedisMemberStore implements MemberStore {
  readonly #shards: Shards<RedisConnection>
  readonly #base: string
  readonly #now: Now
  readonly #leaseMs: number

  constructor({
    urls,
    prefix = 'barrage',
    timeoutMs = 1_000,
    now,
    leaseMs,
  }: RedisMemberStoreOptions) {
    this.#shards = new Shards(
      urls,
      url => new RedisConnection({ url, name: 'members', timeoutMs, many: true }),
    )
    this.#base = `${prefix}:{members}`
    this.#now = now
    this.#leaseMs = leaseMs
  }

  /** A Redis that hears of no room of its own renews the edge's lease all the same. */
  async report(edge: EdgeId, presences: readonly Presence[]): Promise<void> {
    const byShard = new Map(this.#shards.all().map(shard => [shard, [] as Presence[]]))
    for (const presence of presences) byShard.get(this.#shards.of(presence.room))?.push(presence)
    const reported = [...byShard].map(([shard, some]) => this.#report(shard, edge, some))
    throwFirst(await Promise.allSettled(reported))
  }

  /** A Redis that has forgotten the edge is to be told now, also while another is away. */
  async renew(edge: EdgeId): Promise<boolean> {
    const renewed = await this.#runOnAll(RENEW, edge, this.#until())
    if (renewed.some(one => one.status === 'fulfilled' && one.value !== 1)) return false
    throwFirst(renewed)
    return true
  }

  async leave(edge: EdgeId): Promise<void> {
    throwFirst(await this.#runOnAll(LEAVE, edge))
  }

  async count(room: RoomId): Promise<Count> {
    const [connections, viewers, guests] = (await this.#ask(room, 'count')) as number[]
    return { connections: connections ?? 0, viewers: viewers ?? 0, guests: guests ?? 0 }
  }

  async spread(room: RoomId): Promise<Spread> {
    const told = (await this.#ask(room, 'spread')) as [number, number, number, string[]]
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
    await this.#run(this.#shards.of(room), WIDEN, room, from, to)
  }

  async list(
    room: RoomId,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<Member[]> {
    const told = (await this.#ask(room, 'list', offset, limit)) as Told[]
    return told.map(([viewer, name, guest, connections, since]) => ({
      viewer: viewer as ViewerId,
      name,
      guest: guest === 1,
      connections,
      since: Number(since),
    }))
  }

  async isHere(room: RoomId, viewer: ViewerId): Promise<boolean> {
    return (await this.#ask(room, 'here', viewer)) === 1
  }

  async edgesOf(room: RoomId, viewer: ViewerId): Promise<ReadonlyMap<EdgeId, number>> {
    return new Map((await this.#ask(room, 'edges', viewer)) as [EdgeId, number][])
  }

  async roomsOf(viewer: ViewerId): Promise<RoomId[]> {
    const rooms = await Promise.all(
      this.#shards.all().map(shard => this.#run(shard, ASK, 'rooms', viewer)),
    )
    return [...new Set(rooms.flat() as RoomId[])].sort()
  }

  async close(): Promise<void> {
    for (const shard of this.#shards.all()) await shard.close()
  }

  async #report(shard: RedisConnection, edge: EdgeId, presences: readonly Presence[]) {
    let from = 0
    do {
      const some = presences.slice(from, from + SLICE)
      await this.#run(shard, REPORT, edge, this.#until(), ...some.flatMap(flat))
      from += SLICE
    } while (from < presences.length)
  }

  #ask(room: RoomId, what: string, ...more: readonly Arg[]): Promise<unknown> {
    return this.#run(this.#shards.of(room), ASK, what, room, ...more)
  }

  /** Each has its turn, whatever becomes of the others. */
  #runOnAll(script: Script, ...args: readonly Arg[]): Promise<PromiseSettledResult<unknown>[]> {
    const all = this.#shards.all()
    return Promise.allSettled(all.map(shard => this.#run(shard, script, ...args)))
  }

  /** Again while lost edges are being forgotten. */
  async #run(shard: RedisConnection, script: Script, ...args: readonly Arg[]): Promise<unknown> {
    for (;;) {
      const all = [this.#now(), ...args]
      const answer = await runScript(shard, script, [this.#base], all)
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

function throwFirst(settled: readonly PromiseSettledResult<unknown>[]): void {
  for (const one of settled) if (one.status === 'rejected') throw one.reason
}
