// The outlines of the streams that are asked for, none older than a moment: of many who ask at
// once one asks the archive, and nobody waits for it while what is known is young enough. While
// the archive is away, what was known last is told on.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import { Fault } from '../engine/fault.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive } from '../engine/ports/archive.ts'
import { StreamOutline } from './stream-outline.ts'

/**
 * The archive is asked again after `freshMs`, and has answered by `oldestMs`: what was taken
 * back is gone by then even where nobody heard of it. Streams that are over are many, and
 * change seldom.
 */
const ON = { freshMs: 250, oldestMs: 600 }
const OVER = { freshMs: 1_000, oldestMs: 2_000 }
/** Who asks for generations that are none does not make us ask for each. */
const JUST_NOW_MS = 50
/** Forty streams of three hours. */
const MOST_BYTES = 64 * 1_024 * 1_024

type Known = { readonly outline: StreamOutline; askedAt: number }

export class Outlines {
  readonly #archive: Pick<Archive, 'outline'>
  readonly #now: Now
  readonly #asking = new Map<StreamId, Promise<StreamOutline | undefined>>()
  readonly #known = new LRUCache<StreamId, Known>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ outline }) => outline.bytes,
  })

  constructor(archive: Pick<Archive, 'outline'>, now: Now) {
    this.#archive = archive
    this.#now = now
  }

  /** What is known, when it is fresh enough to be told without asking. */
  fresh(stream: StreamId): StreamOutline | undefined {
    const known = this.#known.get(stream)
    if (!known) return undefined
    const ageMs = this.#now() - known.askedAt
    const { freshMs, oldestMs } = known.outline.info.closedAt === undefined ? ON : OVER
    if (ageMs >= oldestMs) return undefined
    if (ageMs >= freshMs && !this.#asking.has(stream)) void this.refresh(stream).catch(() => {})
    return known.outline
  }

  /** Nothing: the archive has never heard of it. */
  async get(stream: StreamId): Promise<StreamOutline | undefined> {
    return this.fresh(stream) ?? this.refresh(stream)
  }

  /** Asks the archive, unless it was asked just now. */
  async newer(stream: StreamId): Promise<StreamOutline | undefined> {
    const known = this.#known.get(stream)
    const isNew = known && this.#now() - known.askedAt < JUST_NOW_MS
    return isNew ? known.outline : this.refresh(stream)
  }

  /** Asks the archive, however fresh it is. */
  refresh(stream: StreamId): Promise<StreamOutline | undefined> {
    const asking =
      this.#asking.get(stream) ?? this.#ask(stream).finally(() => this.#asking.delete(stream))
    this.#asking.set(stream, asking)
    return asking
  }

  /** Whether this process plays it: it was asked for of late. */
  has(stream: StreamId): boolean {
    return this.#known.has(stream)
  }

  async #ask(stream: StreamId): Promise<StreamOutline | undefined> {
    const askedAt = this.#now()
    const known = this.#known.get(stream)
    try {
      const told = await this.#archive.outline(stream, known?.outline.info.revision)
      if (!told) {
        this.#known.delete(stream)
        return undefined
      }
      const outline = known?.outline ?? new StreamOutline(told)
      if (known) outline.update(told)
      this.#known.set(stream, { outline, askedAt })
      return outline
    } catch (error) {
      if (!known || !(error instanceof Fault)) throw error
      known.askedAt = askedAt // it is not asked again by everybody who comes
      return known.outline
    }
  }
}
