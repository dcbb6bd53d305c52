// Signs of life, each viewer's once a heartbeat, spread evenly: the heartbeat is a wheel of
// slots, a viewer has the slot of its place in the crowd, and as time goes round the viewers of
// each slot have their turn. Whoever comes or goes changes nobody else's turn.

/** The wheel's slots are this long. */
const SLOT_MS = 20

export type Beating = { readonly heartbeatMs: number; ping(): void }

export class Heartbeats {
  readonly #viewers: readonly Beating[]
  /** How far time has gone round, in slots and parts of them. */
  #at = 0

  constructor(viewers: readonly Beating[]) {
    this.#viewers = viewers
  }

  /** @param sinceMs since the last beat */
  beat(sinceMs: number): void {
    const slots = Math.max(1, Math.round((this.#viewers[0]?.heartbeatMs ?? 0) / SLOT_MS))
    const to = this.#at + sinceMs / SLOT_MS
    // Whoever is later than a whole round owes each viewer one sign of life, and not several.
    const from = Math.max(Math.floor(this.#at), Math.floor(to) - slots)
    for (let slot = from; slot < Math.floor(to); slot++) this.#turn(slot % slots, slots)
    this.#at = to
  }

  #turn(slot: number, slots: number): void {
    for (let n = slot; n < this.#viewers.length; n += slots) this.#viewers[n]?.ping()
  }
}
