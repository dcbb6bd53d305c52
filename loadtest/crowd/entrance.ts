// How viewers come in, and come back: a ticket from a join, then the handshake; a few at a
// time, as often as it takes, with a back-off, for as long as they are wanted.

import { delayMs, failuresAfter } from '../../client/backoff.ts'
import { Slots } from '../../engine/ingest/slots.ts'
import { add, type Counts } from './counts.ts'
import type { Dialect, Place } from './dialect.ts'

import type { Viewer } from './viewer.ts'

/** A server's backlog holds some hundreds; more at once would only wait there. */
const HANDSHAKES_AT_ONCE = 64
const JOINS_AT_ONCE = 32
/** As long as a handshake may take, welcome included, before it is given up. */
const PATIENCE_MS = 15_000
/** Soon at first: who loads a server wants to know what it bears. */
const BACKOFF = { baseMs: 200, capMs: 5_000 }

export type EntranceParts = {
  readonly dialect: Dialect
  readonly place: Place
  readonly counts: Counts
  readonly random: () => number
  /** Whether somebody should be here at all. */
  readonly wanted: (viewer: Viewer) => boolean
}

export class Entrance {
  readonly #parts: EntranceParts
  readonly #joins = new Slots(JOINS_AT_ONCE)
  readonly #handshakes = new Slots(HANDSHAKES_AT_ONCE)
  readonly #failures = new WeakMap<Viewer, number>()
  readonly #entering = new Set<Viewer>()

  constructor(parts: EntranceParts) {
    this.#parts = parts
  }

  /** Gets somebody a ticket; when it is refused, so be it: who enters tries again. */
  async ticket(viewer: Viewer): Promise<boolean> {
    const { dialect, place, counts } = this.#parts
    try {
      viewer.door = await this.#joins.use(() => dialect.join(place, viewer.number, viewer.door))
      counts.joined++
      return true
    } catch (error) {
      add(counts.failed, `join: ${(error as Error).message}`)
      return false
    }
  }

  /** Resolves once it is in, or not wanted any more. */
  async enter(viewer: Viewer): Promise<void> {
    if (this.#entering.has(viewer)) return
    this.#entering.add(viewer)
    try {
      while (this.#parts.wanted(viewer) && !viewer.connected) {
        if (await this.#tryOnce(viewer)) return
        await this.#pause(viewer)
      }
    } finally {
      this.#entering.delete(viewer)
    }
  }

  /** A connection that stood for a while has ended: it comes back, but not all at once. */
  async comeBack(viewer: Viewer, openMs: number): Promise<void> {
    this.#failures.set(viewer, failuresAfter(this.#failures.get(viewer) ?? 0, openMs) - 1)
    await this.#pause(viewer)
    await this.enter(viewer)
  }

  async #tryOnce(viewer: Viewer): Promise<boolean> {
    const hadDoor = viewer.door !== undefined
    if (!hadDoor && !(await this.ticket(viewer))) return false
    const why = await this.#handshakes.use(() => this.#knock(viewer))
    if (why === undefined) return true
    add(this.#parts.counts.failed, `handshake: ${why}`)
    if (this.#parts.wanted(viewer)) await this.#elsewhere(viewer, hadDoor)
    return false
  }

  /** A door that was good once may be no more: the ticket has expired, the edge is gone. */
  async #elsewhere(viewer: Viewer, hadDoor: boolean): Promise<void> {
    const { door } = viewer
    const [url, ...others] = door?.others ?? []
    if (door && url) viewer.door = { ...door, url, others }
    else if (hadDoor) await this.ticket(viewer)
  }

  async #knock(viewer: Viewer): Promise<string | undefined> {
    if (!viewer.door || !this.#parts.wanted(viewer)) return 'not wanted any more'
    const late = setTimeout(() => viewer.cut(), PATIENCE_MS)
    try {
      return await viewer.connect(viewer.door)
    } catch (error) {
      return (error as Error).message // an address that may not be dialled
    } finally {
      clearTimeout(late)
    }
  }

  async #pause(viewer: Viewer): Promise<void> {
    const failures = (this.#failures.get(viewer) ?? 0) + 1
    this.#failures.set(viewer, failures)
    const waitMs = delayMs(BACKOFF, failures, this.#parts.random)
    await new Promise(resolve => setTimeout(resolve, waitMs))
  }
}
