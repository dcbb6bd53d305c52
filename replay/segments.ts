// Pieces of a stream that never change. A segment's generation is the revision that changed it
// last, so whatever comes late or is taken back makes a new address, of what it touches alone;
// the old one is gone.
//
// Looked up in this process, then in the ReplayStore, then made from the archive or from cold
// files: by one, however many ask. A ReplayStore that fails is a miss.

import { LRUCache } from 'lru-cache'
import type { ArchiveRow, Range } from '../engine/archived.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive } from '../engine/ports/archive.ts'
import type { ReplayStore, SegmentName } from '../engine/ports/replay-store.ts'
import type { Refused } from '../engine/refusal.ts'
import { encodeMessage } from '../engine/wire/message.ts'
import type { Layer, ReplayCounts } from './counts.ts'
import { type CutSettings, isCut } from './cut.ts'
import { allComments } from './every-comment.ts'
import type { Outlines } from './outlines.ts'
import { bytesOf, frozen, type Packed, pack, thawed, unpack } from './packed.ts'
import { type Sampled, sampled } from './sampling.ts'
import type { StreamOutline } from './stream-outline.ts'

export type SegmentsParts = {
  readonly archive: Pick<Archive, 'comments' | 'generation'>
  readonly outlines: Outlines
  readonly replayStore: ReplayStore
  readonly counts: ReplayCounts
  readonly settings: CutSettings & { readonly cacheBytes: number }
}

export type Found = { readonly answer: Packed; readonly layer: Layer }
type Asked = SegmentName & { readonly limit?: number | undefined }
type Kept = { readonly name: SegmentName; readonly found: Found; asked: boolean }

const OVERHEAD_BYTES = 500
const GONE: Refused = { why: 'gone' }

export class Segments {
  readonly #parts: SegmentsParts
  readonly #cache: LRUCache<string, Kept>
  readonly #looking = new Map<string, Promise<Found | Refused>>()

  constructor(parts: SegmentsParts) {
    this.#parts = parts
    this.#cache = new LRUCache({
      maxSize: parts.settings.cacheBytes,
      sizeCalculation: ({ found }, key) => bytesOf(found.answer) + key.length + OVERHEAD_BYTES,
    })
  }

  /** What is here already and known to be good; everything else takes a moment. */
  here(asked: Asked): Found | undefined {
    const outline = this.#parts.outlines.fresh(asked.stream)
    if (!outline || this.#refusal(outline, asked)) return undefined
    return this.#cached(keyOf(needed(asked, outline)))
  }

  async get(asked: Asked): Promise<Found | Refused> {
    const { outlines } = this.#parts
    let outline = await outlines.get(asked.stream)
    // Another process may know of a newer generation.
    if (outline && outline.generation(asked) < asked.generation)
      outline = await outlines.newer(asked.stream)
    if (!outline) return { why: 'unknownStream' }
    const refused = this.#refusal(outline, asked)
    if (refused) return refused
    const wanted = needed(asked, outline)
    const key = keyOf(wanted)
    return this.#cached(key) ?? this.#once(key, wanted)
  }

  /** Forgets what touches these slots of a stream, or all of it; returns how many there were. */
  drop(stream: StreamId, ranges: readonly Range[]): number {
    let dropped = 0
    for (const [key, { name }] of this.#cache.entries()) {
      const isTouched = ranges.some(({ from, to }) => name.from < to && name.to > from)
      if (name.stream === stream && isTouched && this.#cache.delete(key)) dropped++
    }
    return dropped
  }

  /** What was asked for since the last time, so that it stays warm for others. */
  askedFor(): SegmentName[] {
    const names: SegmentName[] = []
    for (const kept of this.#cache.values()) {
      if (kept.asked) names.push(kept.name)
      kept.asked = false
    }
    return names
  }

  /** Brings one into the ReplayStore, unless it is there. */
  async warm(name: SegmentName): Promise<void> {
    if (await this.#parts.replayStore.get(name)) return
    const answer = await this.#make(name)
    if (!('why' in answer)) await this.#parts.replayStore.put(name, frozen(answer))
  }

  #refusal(outline: StreamOutline, asked: Asked): Refused | undefined {
    if (outline.info.tier === 'deleted') return { why: 'deleted' }
    const isThere = isCut(asked, this.#parts.settings) && asked.generation > 0
    return isThere && outline.generation(asked) === asked.generation ? undefined : GONE
  }

  #cached(key: string): Found | undefined {
    const kept = this.#cache.get(key)
    if (!kept) return undefined
    kept.asked = true
    this.#parts.counts.segments.process++
    return kept.found
  }

  async #once(key: string, asked: Asked): Promise<Found | Refused> {
    const looking =
      this.#looking.get(key) ?? this.#look(key, asked).finally(() => this.#looking.delete(key))
    this.#looking.set(key, looking)
    const found = await looking
    if (!('why' in found)) this.#parts.counts.segments[found.layer]++
    return found
  }

  async #look(key: string, { limit, ...name }: Asked): Promise<Found | Refused> {
    if (limit !== undefined) return this.#sample(key, name, limit)
    const { replayStore, counts, outlines } = this.#parts
    const bytes = await replayStore.get(name).catch(() => undefined)
    const stored = bytes && thawed(bytes)
    if (stored) return this.#keep(key, name, { answer: stored, layer: 'store' })

    const answer = await this.#make(name)
    if ('why' in answer) return answer
    replayStore.put(name, frozen(answer)).catch(() => {
      counts.storeFailures++
    })
    const isCold = outlines.fresh(name.stream)?.info.tier === 'cold'
    return this.#keep(key, name, { answer, layer: isCold ? 'cold' : 'archive' })
  }

  async #sample(key: string, name: SegmentName, limit: number): Promise<Found | Refused> {
    const whole = await this.get(name)
    if ('why' in whole) return whole
    const { messages, ...about } = JSON.parse(await unpack(whole.answer))
    const json = JSON.stringify({
      ...about,
      messages: sampled(messages as Sampled[], limit, itself),
    })
    return this.#keep(key, name, { answer: await pack(json), layer: whole.layer })
  }

  /** Nothing has come in between, when the generation is the same after reading as it was said to be. */
  async #make({ stream, from, to, generation }: SegmentName): Promise<Packed | Refused> {
    const { archive } = this.#parts
    const rows = await allComments(archive, stream, { from, to })
    if ((await archive.generation(stream, { from, to })) !== generation) return GONE
    return pack(segmentJson(from, to, rows))
  }

  #keep(key: string, name: SegmentName, found: Found): Found {
    this.#cache.set(key, { name, found: { ...found, layer: 'process' }, asked: true })
    return found
  }
}

/** A limit that leaves nothing out is none: it is the same piece. */
function needed({ limit, ...name }: Asked, outline: StreamOutline): Asked {
  return limit === undefined || outline.busiest(name) <= limit ? name : { ...name, limit }
}

function itself(message: Sampled): Sampled {
  return message
}

export function segmentJson(from: number, to: number, rows: readonly ArchiveRow[]): string {
  const messages = rows.map(({ message }) => `{${encodeMessage(message).wire}`)
  return `{"from":${from},"to":${to},"messages":[${messages.join(',')}]}`
}

function keyOf({ stream, generation, from, to, limit }: Asked): string {
  return `${stream}/${generation}/${from}-${to}${limit === undefined ? '' : `/${limit}`}`
}
