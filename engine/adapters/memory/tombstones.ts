// What was taken back, of each stream, and who was erased: as the archive in memory knows it.

import type { ArchiveRow } from '../../archived.ts'
import type { StreamId } from '../../ids.ts'
import { personOf } from '../../person.ts'
import type { ReadFrom } from '../../ports/takebacks.ts'
import type { Erasure, Takedown } from '../../takedown.ts'

const NEVER = Number.NEGATIVE_INFINITY

type Tombstone = ReadFrom & {
  readonly until: number
  readonly hides: boolean
  readonly at: number
}

type Erased = {
  /** Up to when it is hidden. */
  readonly until: number
  /** Up to when it is not even to be kept. */
  readonly goneUntil: number
}

export class Tombstones {
  /** By stream and target. */
  readonly #streams = new Map<StreamId, Map<string, Tombstone>>()
  readonly #erased = new Map<string, Erased>()

  /** False: it changes nothing, because a later word stands on everything it is about. */
  bury({ stream, target, hides, at }: Takedown, { log, offset }: ReadFrom): boolean {
    const known = this.#streams.get(stream) ?? new Map<string, Tombstone>()
    this.#streams.set(stream, known)
    const targets =
      target.of === 'messages'
        ? target.messages.map(id => `m:${id}`)
        : [`p:${personOf(target.sender)}`]
    const until = target.of === 'messages' ? Number.POSITIVE_INFINITY : target.until
    let changes = false
    for (const one of targets) {
      const before = known.get(one)
      if (before && !isLater({ log, offset, at }, before)) continue
      const reaches = hides ? Math.max(until, before?.until ?? 0) : (before?.until ?? until)
      known.set(one, { log, offset, at, hides, until: reaches })
      changes = true
    }
    return changes
  }

  erase({ person, until, deletes }: Erasure): void {
    const before = this.#erased.get(personOf(person))
    this.#erased.set(personOf(person), {
      until: Math.max(until, before?.until ?? 0),
      goneUntil: Math.max(deletes ? until : NEVER, before?.goneUntil ?? NEVER),
    })
  }

  hides({ message }: ArchiveRow): boolean {
    if (this.#erased.size === 0 && !this.#streams.has(message.stream)) return false
    const person = personOf(message.from.id)
    const known = this.#streams.get(message.stream)
    const byTarget = [`m:${message.id}`, `p:${person}`].some(target => {
      const stone = known?.get(target)
      return stone?.hides === true && message.at <= stone.until
    })
    return byTarget || message.at <= (this.#erased.get(person)?.until ?? NEVER)
  }

  /** Whether it is not even to be kept. */
  deletes({ message }: ArchiveRow): boolean {
    if (this.#erased.size === 0) return false
    return message.at <= (this.#erased.get(personOf(message.from.id))?.goneUntil ?? NEVER)
  }

  /** What people said who were erased up to `until` at the latest is not to be kept any more. */
  letGo(until: number): void {
    for (const [person, erased] of this.#erased)
      if (erased.until <= until && erased.goneUntil < erased.until)
        this.#erased.set(person, { ...erased, goneUntil: erased.until })
  }

  /** Whether something they said is not to be kept, when each of these people first spoke then. */
  deletesAny(people: ReadonlyMap<string, number>): boolean {
    return [...people].some(
      ([person, firstAt]) => firstAt <= (this.#erased.get(person)?.goneUntil ?? NEVER),
    )
  }

  forget(stream: StreamId): void {
    this.#streams.delete(stream)
  }

  clear(): void {
    this.#streams.clear()
    this.#erased.clear()
  }
}

function isLater(one: ReadFrom & { readonly at: number }, other: Tombstone): boolean {
  return one.log === other.log ? one.offset > other.offset : one.at >= other.at
}
