// The rooms' records, in Redis: a hash of JSON, and the rooms' names in order.
//
// A change is made here and put there only if nobody else was quicker (settings-put.lua), else
// it is made again on what the other left. Changes are counted, so that later ones can be asked for.

import { randomUUID } from 'node:crypto'
import { Fault } from '../../fault.ts'
import type { RoomId } from '../../ids.ts'
import type { Changes, Settings } from '../../ports/settings.ts'
import type { RoomRecord } from '../../room.ts'
import { newRoom } from '../../room-defaults.ts'
import { RedisConnection } from './connection.ts'
import { loadScript, runScript } from './scripts.ts'

export type RedisSettingsOptions = {
  readonly url: string
  /** Before every key. */
  readonly prefix?: string
  readonly timeoutMs?: number
}

/** Each try that fails means that somebody's change was made: nobody changes a room this often. */
const MOST_TRIES = 1_000

/** Told at once; who asks comes back for the rest. */
const MOST_CHANGES = 1_000

const PUT = loadScript('settings-put.lua')
const CHANGES = loadScript('run.lua', 'settings-changes.lua')

export class RedisSettings implements Settings {
  readonly #connection: RedisConnection
  readonly #records: string
  readonly #names: string
  /** Rooms by the number of their last change; and the count of changes. */
  readonly #changed: string
  readonly #changes: string

  constructor({ url, prefix = 'barrage', timeoutMs = 1_000 }: RedisSettingsOptions) {
    this.#connection = new RedisConnection({ url, name: 'settings', timeoutMs })
    this.#records = `${prefix}:{rooms}:records`
    this.#names = `${prefix}:{rooms}:names`
    this.#changed = `${prefix}:{rooms}:changed`
    this.#changes = `${prefix}:{rooms}:changes`
  }

  async get(room: RoomId): Promise<RoomRecord | undefined> {
    const json = await this.#connection.run(client => client.hget(this.#records, room))
    return json === null ? undefined : JSON.parse(json)
  }

  async update(room: RoomId, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord> {
    let record = (await this.get(room)) ?? newRoom(room)
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const changed = change(record)
      if (changed === record) return record
      const next = { ...changed, room, version: record.version + 1 }
      const quicker = await this.#put(record.version, next)
      if (quicker === 'put') return next
      record = quicker ?? newRoom(room)
    }
    throw new Fault('store-unavailable', `the room ${room} is changed without end`)
  }

  async list({
    after,
    limit,
  }: {
    readonly after?: RoomId
    readonly limit: number
  }): Promise<RoomRecord[]> {
    const from = after === undefined ? '-' : `(${after}`
    const rooms = await this.#connection.run(client =>
      client.zrange(this.#names, from, '+', 'BYLEX', 'LIMIT', 0, limit),
    )
    if (rooms.length === 0) return []
    const records = await this.#connection.run(client => client.hmget(this.#records, ...rooms))
    return records.flatMap(json => (json === null ? [] : [JSON.parse(json) as RoomRecord]))
  }

  async changes(since = ''): Promise<Changes> {
    const keys = [this.#records, this.#changed, this.#changes]
    const args = [since, MOST_CHANGES, randomUUID()]
    const answer = await runScript(this.#connection, CHANGES, keys, args)
    const [mark, goesOn, ...records] = answer as [string, number, ...string[]]
    return { mark, goesOn: goesOn === 1, records: records.map(json => JSON.parse(json)) }
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  /** What is there instead, when the version is another by now. */
  async #put(version: number, next: RoomRecord): Promise<'put' | RoomRecord | undefined> {
    const keys = [this.#records, this.#names, this.#changed, this.#changes]
    const args = [next.room, version, JSON.stringify(next)]
    const answer = await runScript(this.#connection, PUT, keys, args)
    if (answer === 1) return 'put'
    return answer === 0 ? undefined : JSON.parse(answer as string)
  }
}
