// The rooms' records, of a single process. Nothing survives a restart.

import type { RoomId } from '../../ids.ts'
import type { Settings } from '../../ports/settings.ts'
import type { RoomRecord } from '../../room.ts'
import { newRoom } from '../../room-defaults.ts'

export class MemorySettings implements Settings {
  readonly #records = new Map<RoomId, RoomRecord>()
  /** The rooms in order; missing when one was made since it was last asked for. */
  #names: readonly RoomId[] | undefined

  async get(room: RoomId): Promise<RoomRecord | undefined> {
    return this.#records.get(room)
  }

  async update(room: RoomId, change: (record: RoomRecord) => RoomRecord): Promise<RoomRecord> {
    const record = this.#records.get(room) ?? newRoom(room)
    const changed = change(record)
    if (changed === record) return record

    const next = { ...changed, room, version: record.version + 1 }
    if (!this.#records.has(room)) this.#names = undefined
    this.#records.set(room, next)
    return next
  }

  async list({
    after,
    limit,
  }: {
    readonly after?: RoomId
    readonly limit: number
  }): Promise<RoomRecord[]> {
    this.#names ??= [...this.#records.keys()].sort()
    const found = after === undefined ? 0 : this.#names.findIndex(name => name > after)
    const names = found < 0 ? [] : this.#names.slice(found, found + limit)
    return names.map(name => this.#records.get(name) as RoomRecord)
  }

  async close(): Promise<void> {
    this.#records.clear()
    this.#names = undefined
  }
}
