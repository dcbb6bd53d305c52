// What this process knows of a stream in short. It is brought up to date with what has
// changed alone, so that a stream that is on costs the archive what was said since, and not
// all that was ever said in it.

import { type Range, SLOT_MS } from '../engine/archived.ts'
import type { Outline, Slot } from '../engine/ports/archive.ts'

/** Of a slot in a map; measured, and rounded up. */
const SLOT_BYTES = 150
const OVERHEAD_BYTES = 1_000

export type Info = Omit<Outline, 'slots'>

export class StreamOutline {
  #info: Info
  readonly #slots = new Map<number, Slot>()
  /** The last slot in which anything may be shown. */
  #lastSlot = -1

  constructor(first: Outline) {
    this.#info = first
    this.#take(first.slots)
  }

  get info(): Info {
    return this.#info
  }

  get bytes(): number {
    return OVERHEAD_BYTES + this.#slots.size * SLOT_BYTES
  }

  /** When the last second in which something was said ends, ms since the stream opened. */
  get lastSaidMs(): number {
    return (this.#lastSlot + 1) * SLOT_MS
  }

  slots(): IterableIterator<Slot> {
    return this.#slots.values()
  }

  /** Takes over what the archive told to have changed; those are returned. */
  update({ slots, ...info }: Outline): readonly Slot[] {
    const isNew = info.revision > this.#info.revision
    const { kinds, pauses } = isNew ? info : this.#info
    this.#info = { ...info, kinds, pauses }
    if (info.tier === 'deleted') this.#slots.clear()
    this.#take(slots)
    return slots
  }

  /** The generation of a range, whose ends are whole slots; 0: there was never anything in it. */
  generation({ from, to }: Range): number {
    let generation = 0
    for (let slot = from / SLOT_MS; slot < to / SLOT_MS; slot++)
      generation = Math.max(generation, this.#slots.get(slot)?.revision ?? 0)
    return generation
  }

  /** What may be shown of the second of a range in which the most was said. */
  busiest({ from, to }: Range): number {
    let most = 0
    for (let slot = from / SLOT_MS; slot < to / SLOT_MS; slot++)
      most = Math.max(most, this.#slots.get(slot)?.count ?? 0)
    return most
  }

  #take(slots: readonly Slot[]): void {
    for (const slot of slots) {
      this.#slots.set(slot.slot, slot)
      if (slot.count > 0 && slot.slot > this.#lastSlot) this.#lastSlot = slot.slot
    }
  }
}
