// The overlay of the archive in memory.

import type { StreamId } from '../../ids.ts'
import { type Import, OVERLAY, type Overlay, type OverlayRow } from '../../ports/overlay.ts'
import type { ArchivedStreams } from './archived-streams.ts'

export class MemoryOverlay implements Overlay {
  readonly #streams: ArchivedStreams

  constructor(streams: ArchivedStreams) {
    this.#streams = streams
  }

  async add(id: StreamId, rows: readonly OverlayRow[], first?: number): Promise<boolean> {
    const stream = this.#streams.get(id)
    if (!stream) return false
    const from = first ?? stream.overlaid
    stream.overlaid = Math.max(stream.overlaid, from + rows.length)
    const numbered = rows.map((row, n) => ({ ...row, partition: OVERLAY, offset: from + n }))
    this.#streams.add(stream, numbered)
    this.#streams.keepBound()
    return true
  }

  async beginImport({ stream: id, room, begunAt }: Import): Promise<void> {
    if (this.#streams.get(id)) return
    this.#streams.open(id, room).import = { begunAt, there: false, whole: true }
  }

  async endImport(id: StreamId, closedAt: number): Promise<boolean> {
    const stream = this.#streams.get(id)
    if (!stream?.import) return false
    stream.closedAt ??= closedAt
    stream.import.there = true
    return true
  }

  async dropImport(id: StreamId): Promise<void> {
    const stream = this.#streams.get(id)
    if (stream?.import && !stream.import.there) this.#streams.drop(stream)
  }

  async imports(): Promise<readonly Import[]> {
    return this.#streams
      .all()
      .flatMap(({ info: { stream, room }, import: coming }) =>
        coming && !coming.there ? [{ stream, room, begunAt: coming.begunAt }] : [],
      )
      .sort((a, b) => a.begunAt - b.begunAt || (a.stream < b.stream ? -1 : 1))
  }
}
