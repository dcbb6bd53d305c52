// Pieces of a stream that never change. A segment's generation is how many rows the archive
// holds of its time, so a straggler makes a new address and nothing has to be thrown away.
//
// Looked up in this process, then in the ReplayStore, then made from the archive: by one,
// however many ask. A ReplayStore that fails is a miss.

import { LRUCache } from 'lru-cache'
import type { StreamId } from '../engine/ids.ts'
import type { ArchiveRow } from '../engine/ports/archive.ts'
import { encodeMessage } from '../engine/wire/message.ts'
import type { Layer, ReplayCounts } from './counts.ts'
import type { ReplayDeps } from './deps.ts'
import { allComments } from './every-comment.ts'
import { type Packed, pack, packed } from './packed.ts'

export type SegmentId = {
  readonly stream: StreamId
  readonly generation: number
  readonly n: number
}
export type Found = { readonly answer: Packed; readonly layer: Layer }

/** As long as people come back to a stream that has ended; a miss costs one read. */
const STORE_MS = 86_400_000
const OVERHEAD_BYTES = 200

export class Segments {
  readonly #deps: ReplayDeps
  readonly #counts: ReplayCounts
  readonly #cache: LRUCache<string, Packed>
  readonly #looking = new Map<string, Promise<Found | undefined>>()

  constructor(deps: ReplayDeps) {
    this.#deps = deps
    this.#counts = deps.counts
    this.#cache = new LRUCache({
      maxSize: deps.settings.cacheBytes,
      sizeCalculation: ({ gzip }, key) => gzip.length + key.length + OVERHEAD_BYTES,
    })
  }

  /** The segment; nothing when the archive's generation is another. */
  async get(id: SegmentId): Promise<Found | undefined> {
    const key = `${id.stream}/${this.#deps.settings.segmentMs}/${id.generation}/${id.n}`
    const cached = this.#cache.get(key)
    const found = cached ? { answer: cached, layer: 'process' as const } : await this.#once(key, id)
    if (found) this.#counts.segments[found.layer]++
    return found
  }

  #once(key: string, id: SegmentId): Promise<Found | undefined> {
    const looking =
      this.#looking.get(key) ?? this.#look(key, id).finally(() => this.#looking.delete(key))
    this.#looking.set(key, looking)
    return looking
  }

  async #look(key: string, id: SegmentId): Promise<Found | undefined> {
    const { replayStore } = this.#deps
    const bytes = await replayStore.get(key).catch(() => undefined)
    if (bytes) return this.#keep(key, { answer: packed(bytes), layer: 'store' })

    const answer = await this.#make(id)
    if (!answer) return undefined
    replayStore.put(key, answer.gzip, STORE_MS).catch(() => {
      this.#counts.storeFailures++
    })
    return this.#keep(key, { answer, layer: 'archive' })
  }

  async #make({ stream, generation, n }: SegmentId): Promise<Packed | undefined> {
    const { archive, settings } = this.#deps
    const { segmentMs } = settings
    const range = { from: n * segmentMs, to: (n + 1) * segmentMs }
    const [step] = await archive.histogram(stream, segmentMs, range)
    if (!step || step.archived !== generation) return undefined
    const rows = await allComments(archive, stream, range)
    // A straggler came in between: this is the next generation already.
    if (rows.length !== step.count) return undefined
    return pack(segmentJson(range.from, range.to, rows))
  }

  #keep(key: string, found: Found): Found {
    this.#cache.set(key, found.answer)
    return found
  }
}

export function segmentJson(from: number, to: number, rows: readonly ArchiveRow[]): string {
  const messages = rows.map(({ message }) => `{${encodeMessage(message).wire}`)
  return `{"from":${from},"to":${to},"messages":[${messages.join(',')}]}`
}
