// The clients that poll, by the id of their session: whoever knows it is taken for the one whose
// ticket was looked at when it came, as whoever holds a WebSocket is. A viewer has a few at most;
// a page that forgets its session and comes again and again displaces its own.

import { randomBytes } from 'node:crypto'
import type { ViewerId } from '../../engine/ids.ts'
import type { Admitted } from '../door.ts'
import type { Transport, TransportListener } from '../transport.ts'
import { type PollCounts, PollTransport } from './poll-transport.ts'

/** Two pages of one viewer, each with one that it lost sight of. */
const MOST_OF_ONE_VIEWER = 4
/** 128 bits: nobody guesses one. */
const ID_BYTES = 16
/** How long the last words wait for a poll to carry them: as long as a phone takes to come back. */
const LAST_WORDS_MS = 5_000
/** How often those are looked for whose last words nobody heard. */
const SWEEP_MS = 1_000

export type Poller = {
  readonly id: string
  /** The room that it came for. */
  readonly room: string
  readonly viewer: ViewerId
  readonly transport: PollTransport
  readonly listener: TransportListener
  /** When it was seen to have ended, by a clock that nobody sets. */
  endedAt: number | undefined
}

export type Enter = (admitted: Admitted, transport: Transport) => TransportListener

export class Pollers {
  readonly counts: PollCounts = { told: 0, idle: 0, overflowed: 0, displaced: 0 }
  readonly #byId = new Map<string, Poller>()
  readonly #ofViewer = new Map<ViewerId, Poller[]>()
  readonly #enter: Enter
  readonly #sweeps = setInterval(() => this.#sweep(performance.now()), SWEEP_MS).unref()

  constructor(enter: Enter) {
    this.#enter = enter
  }

  get size(): number {
    return this.#byId.size
  }

  /** Nothing when it has ended, or came for another room. */
  get(id: string, room: string): Poller | undefined {
    const poller = this.#byId.get(id)
    return poller?.room === room ? poller : undefined
  }

  come(admitted: Admitted): Poller {
    const transport = new PollTransport(this.counts)
    const listener = this.#enter(admitted, transport)
    transport.listen(listener)
    const { viewer, held } = admitted
    const id = randomBytes(ID_BYTES).toString('base64url')
    const came = { id, room: held.room.id, viewer: viewer.id, transport, listener }
    const poller: Poller = { ...came, endedAt: undefined }
    this.#byId.set(id, poller)
    this.#ofViewer.set(viewer.id, [...this.#makeRoomFor(viewer.id), poller])
    return poller
  }

  stop(): void {
    clearInterval(this.#sweeps)
    for (const { transport } of this.#byId.values()) transport.cutOff()
    this.#byId.clear()
    this.#ofViewer.clear()
  }

  #makeRoomFor(viewer: ViewerId): readonly Poller[] {
    const theirs = this.#ofViewer.get(viewer) ?? []
    const [oldest] = theirs
    if (!oldest || theirs.length < MOST_OF_ONE_VIEWER) return theirs
    this.counts.displaced++
    oldest.transport.cutOff()
    this.#forget(oldest)
    return this.#ofViewer.get(viewer) ?? []
  }

  #sweep(now: number): void {
    for (const poller of this.#byId.values()) {
      if (poller.transport.isOpen) continue
      poller.endedAt ??= now
      if (now - poller.endedAt < LAST_WORDS_MS) continue
      poller.transport.cutOff()
      this.#forget(poller)
    }
  }

  #forget(poller: Poller): void {
    this.#byId.delete(poller.id)
    const left = (this.#ofViewer.get(poller.viewer) ?? []).filter(other => other !== poller)
    if (left.length > 0) this.#ofViewer.set(poller.viewer, left)
    else this.#ofViewer.delete(poller.viewer)
  }
}
