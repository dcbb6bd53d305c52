// The rooms' records, of a single process. Nothing survives a restart.

import type { RoomId } from '../../ids.ts'
import type { Changes, Settings } from '../../ports/settings.ts'
import type { RoomRecord } from '../../room.ts'
import { newRoom } from '../../room-defaults.ts'

export class MemorySettings implements Settings {
  /** In the order of their last changes. */
  readonly #records = new Map<RoomId, RoomRecord>()
  /** The number of each room's last change; the changes of all rooms are counted through. */
  readonly #numbers = new Map<RoomId, number>()
  #changed = 0
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
    this.#records.delete(room)
    this.#records.set(room, next)
    this.#numbers.set(room, ++this.#changed)
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

  async changes(since?: string): Promise<Changes> {
    const from = since === undefined ? this.#changed : Number(since)
    const isLater = ({ room }: RoomRecord) => (this.#numbers.get(room) ?? 0) > from
    const records = from === this.#changed ? [] : [...this.#records.values()].filter(isLater)
    return { mark: `${this.#changed}`, records, goesOn: true }
  }

  async close(): Promise<void> {
    this.#records.clear()
    this.#numbers.clear()
    this.#names = undefined
  }
}
