// The edge's local cache: the recent messages of the big rooms it holds, one window each.
// Whoever enters, comes back or scrolls up in a big room is answered from here, whatever
// their number; the store is asked once per tick.
//
// Bounded in bytes over all rooms: the room that nobody looked at for longest goes first,
// and is read anew from the store when it is wanted again.

import { LRUCache } from 'lru-cache'
import { START } from '../engine/cursor.ts'
import { Window } from '../engine/downlink/window.ts'
import type { MessageId, StreamId } from '../engine/ids.ts'
import { byPriority } from '../engine/message.ts'
import type { BucketStore, Reading } from '../engine/ports/bucket-store.ts'
import type { Target } from '../engine/takedown.ts'
import type { LiveRoom } from './live-room.ts'

/** Messages of one room: ten minutes at what a big room's viewers are shown of it. */
const MOST_MESSAGES = 50_000
/** How much of each bucket a new window begins with: what history is asked for at most. */
const SEED = byPriority(() => 200)

export class Windows {
  readonly #cache: LRUCache<StreamId, Window>
  readonly #buckets: BucketStore
  readonly #maxBytes: number
  hits = 0
  misses = 0

  constructor(buckets: BucketStore, maxBytes: number) {
    this.#buckets = buckets
    this.#maxBytes = maxBytes
    this.#cache = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: window => Math.max(1, window.bytes),
    })
  }

  /** What the room's window answers; undefined: ask the store. */
  answer(room: LiveRoom, ask: (window: Window) => Reading | undefined): Reading | undefined {
    const window = room.big ? this.#cache.get(room.stream) : undefined
    const reading = window && ask(window)
    if (reading) this.hits++
    else this.misses++
    return reading
  }

  /** Makes sure that a big room has a window before it is read on; costs one read when not. */
  async prepare(room: LiveRoom): Promise<void> {
    const { big, stream } = room // the room may have another stream by the time it is read
    if (!big || this.#cache.has(stream)) return
    const window = new Window({ messages: MOST_MESSAGES, bytes: this.#maxBytes })
    window.feed(await this.#buckets.history(stream, START, SEED))
    this.#cache.set(stream, window)
  }

  /** Takes over what the room's turn has read. */
  feed(room: LiveRoom, reading: Reading): void {
    const window = this.#cache.peek(room.stream)
    if (!window) return
    window.feed(reading)
    this.#cache.set(room.stream, window) // its size is another now
  }

  /** Which of what was taken back was held. */
  forget(stream: StreamId, target: Target): readonly MessageId[] {
    return this.#cache.peek(stream)?.forget(target) ?? []
  }

  drop(room: LiveRoom): void {
    this.#cache.delete(room.stream)
  }
}
