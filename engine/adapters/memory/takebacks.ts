// What is taken back in the archive in memory.

import { type ArchiveRow, SLOT_MS } from '../../archived.ts'
import type { MessageId, StreamId } from '../../ids.ts'
import { personOf } from '../../person.ts'
import type { ReadFrom, Takebacks, Touched } from '../../ports/takebacks.ts'
import type { Erasure, Takedown } from '../../takedown.ts'
import type { ArchivedStreams, HeldStream } from './archived-streams.ts'

export class MemoryTakebacks implements Takebacks {
  readonly #streams: ArchivedStreams

  constructor(streams: ArchivedStreams) {
    this.#streams = streams
  }

  async takeDown(takedown: Takedown, from: ReadFrom): Promise<Touched> {
    const { room, stream: id } = takedown
    const stream = this.#streams.get(id)
    const changes = this.#streams.tombstones.bury(takedown, from)
    if (!stream || !changes) return { room, stream: id, messages: 0, slots: [] }
    if (stream.tier !== 'cold')
      return { room, stream: id, ...seen(stream, this.#streams.lookAgain(stream)) }
    this.#streams.lookAgain(stream)
    renewAll(stream)
    return { room, stream: id, messages: -1 }
  }

  async erase(erasure: Erasure): Promise<readonly Touched[]> {
    this.#streams.tombstones.erase(erasure)
    const person = personOf(erasure.person)
    const isTheirs = ({ message }: ArchiveRow) =>
      message.from.id === erasure.person && message.at <= erasure.until
    return this.#streams.all().flatMap(stream => {
      const firstAt = stream.cold?.people.get(person) ?? Number.POSITIVE_INFINITY
      const speaksInFiles = firstAt <= erasure.until
      if (!speaksInFiles && !stream.rows.some(isTheirs)) return []
      const rows = erasure.deletes
        ? this.#streams.remove(stream, isTheirs)
        : this.#streams.lookAgain(stream)
      if (speaksInFiles) {
        renewAll(stream)
        stream.stale ||= erasure.deletes
      }
      const { room, stream: id } = stream.info
      return [{ room, stream: id, ...(speaksInFiles ? { messages: -1 } : seen(stream, rows)) }]
    })
  }

  async takenBack(_stream: StreamId, rows: readonly ArchiveRow[]): Promise<ReadonlySet<MessageId>> {
    const { tombstones } = this.#streams
    return new Set(rows.filter(row => tombstones.hides(row)).map(({ message }) => message.id))
  }

  async erased(_stream: StreamId, rows: readonly ArchiveRow[]): Promise<ReadonlySet<MessageId>> {
    const { tombstones } = this.#streams
    return new Set(rows.filter(row => tombstones.deletes(row)).map(({ message }) => message.id))
  }

  async purge(until: number): Promise<number> {
    const { tombstones } = this.#streams
    tombstones.letGo(until)
    let purged = 0
    for (const stream of this.#streams.all()) {
      const before = stream.rows.length
      this.#streams.remove(stream, row => tombstones.deletes(row))
      purged += before - stream.rows.length
      stream.stale ||= stream.cold !== undefined && tombstones.deletesAny(stream.cold.people)
    }
    return purged
  }
}

/** Which rows it is about is not known: all that was told is old. */
function renewAll(stream: HeldStream): void {
  stream.revision++
  for (const slot of stream.slots.values()) slot.revision = stream.revision
}

function seen({ info }: HeldStream, rows: readonly ArchiveRow[]) {
  const slots = rows.map(({ message }) => Math.floor((message.at - info.openedAt) / SLOT_MS))
  return { messages: rows.length, slots: [...new Set(slots)].sort((a, b) => a - b) }
}
