// Where a stream's rows lie, as the archive in memory has it.

import type { ArchiveRow, Place } from '../../archived.ts'
import type { StreamId } from '../../ids.ts'
import type { Cold, Due, Tiers } from '../../ports/tiers.ts'
import { order, placeOf } from '../../row-order.ts'
import { type ArchivedStreams, type HeldStream, isTold, mayBeShown } from './archived-streams.ts'

/** A stream whose end was never heard of has ended when its room had a later one, and it is this old. */
const ENDLESS_MS = 86_400_000

export class MemoryTiers implements Tiers {
  readonly #streams: ArchivedStreams

  constructor(streams: ArchivedStreams) {
    this.#streams = streams
  }

  async files(id: StreamId): Promise<string | undefined> {
    return this.#streams.get(id)?.cold?.files
  }

  async rows(
    id: StreamId,
    { limit, after }: { readonly limit: number; readonly after?: Place },
  ): Promise<readonly ArchiveRow[]> {
    const rows = this.#streams.get(id)?.rows ?? []
    return rows.filter(row => !after || order(placeOf(row), after) > 0).slice(0, limit)
  }

  async cool(id: StreamId, cold: Cold, instead?: string): Promise<boolean> {
    const stream = this.#streams.get(id)
    if (!stream || stream.tier === 'deleted' || stream.cold?.files !== instead) return false
    if (this.#streams.tombstones.deletesAny(cold.people)) return false
    Object.assign(stream, { tier: 'cold', cold, stale: false, unsweptSince: cold.at })
    return true
  }

  async drop(id: StreamId, ids: readonly string[]): Promise<void> {
    const stream = this.#streams.get(id)
    const dropped = new Set(ids)
    if (stream?.tier === 'cold')
      this.#streams.remove(stream, ({ message }) => dropped.has(message.id), true)
  }

  async delete(id: StreamId, at: number): Promise<void> {
    const stream = this.#streams.get(id)
    if (!stream) return
    this.#streams.remove(stream, () => true, true)
    this.#streams.tombstones.forget(id)
    stream.revision++
    stream.slots.clear()
    stream.kinds.clear()
    delete stream.cold
    delete stream.facts
    Object.assign(stream, { tier: 'deleted', stale: false, unsweptSince: at })
  }

  async swept(id: StreamId, files?: string): Promise<void> {
    const stream = this.#streams.get(id)
    if (stream?.cold?.files === files) delete stream?.unsweptSince
  }

  async setFacts(id: StreamId, facts: string): Promise<void> {
    const stream = this.#streams.get(id)
    if (stream) stream.facts = facts
  }

  async speakers(id: StreamId): Promise<number> {
    const stream = this.#streams.get(id)
    const shown = stream?.rows.filter(row => mayBeShown(stream, row)) ?? []
    return new Set(shown.map(({ message }) => message.from.id)).size
  }

  async unsealed(endedBefore: number, limit: number): Promise<readonly Due[]> {
    return this.#due(
      limit,
      stream => this.#hasEnded(stream, endedBefore) && stream.facts === undefined,
    )
  }

  async coolable(endedBefore: number, limit: number): Promise<readonly Due[]> {
    return this.#due(limit, stream => this.#hasEnded(stream, endedBefore) && stream.tier === 'warm')
  }

  async rewritable(limit: number): Promise<readonly Due[]> {
    return this.#due(limit, ({ tier, stale }) => tier === 'cold' && stale)
  }

  async deletable(endedBefore: number, limit: number): Promise<readonly Due[]> {
    return this.#due(limit, stream => this.#hasEnded(stream, endedBefore))
  }

  async unswept(since: number, limit: number): Promise<readonly Due[]> {
    return this.#due(limit, ({ unsweptSince = Infinity }) => unsweptSince < since)
  }

  #due(limit: number, isDue: (stream: HeldStream) => boolean): Due[] {
    return this.#streams
      .all()
      .filter(isDue)
      .sort((a, b) => (a.info.stream < b.info.stream ? -1 : 1))
      .slice(0, limit)
      .map(({ info, closedAt, tier, cold }) => ({
        ...info,
        ...(closedAt === undefined ? {} : { closedAt }),
        tier,
        ...(cold ? { files: cold.files } : {}),
      }))
  }

  /** One that is deleted, or still being imported, has not. */
  #hasEnded(stream: HeldStream, before: number): boolean {
    const { info, closedAt, tier } = stream
    if (tier === 'deleted' || !isTold(stream)) return false
    if (closedAt !== undefined) return closedAt < before
    return (
      !stream.import &&
      info.openedAt < before - ENDLESS_MS &&
      this.#streams
        .all()
        .some(
          ({ info: later, import: it }) =>
            !it && later.room === info.room && later.stream > info.stream,
        )
    )
  }
}
