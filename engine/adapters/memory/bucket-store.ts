// Buckets of a single process. Nothing survives a restart.
//
// A stream's numbers live as long as somebody writes it: one that was not written for
// `dedupeMs` and has nothing left to read is let go, and begins a new epoch should it be
// written again.

import type { Now } from '../../clock.ts'
import type { Cursor } from '../../cursor.ts'
import type { MessageId, StreamId } from '../../ids.ts'
import {
  type ByPriority,
  byPriority,
  type Encoded,
  PRIORITIES,
  type Priority,
  type Stored,
  TAKEN_BACK,
} from '../../message.ts'
import type {
  BucketStore,
  Fence,
  Limits,
  Outcome,
  Reading,
  Slice,
  Written,
} from '../../ports/bucket-store.ts'
import type { Target } from '../../takedown.ts'
import { senderOf } from '../../wire/message.ts'
import { NumberedList } from './numbered-list.ts'

export type MemoryBucketStoreOptions = {
  readonly now: Now
  /** Draws the name of a new epoch: 1 to 32 of `A–Z a–z 0–9 _ -`, never the same twice. */
  readonly newEpoch: () => string
  /** The most a high or low bucket holds. */
  readonly keep?: number
  /** How old a message in a high or low bucket may grow. */
  readonly keepMs?: number
  /** How old a message in a whitelist bucket may grow. */
  readonly whitelistKeepMs?: number
  /** How long an id is remembered. */
  readonly dedupeMs?: number
}

/** 10,000 messages are 10 s of a room at its default pace; the map asks for 10 min of ids. */
const DEFAULTS = {
  keep: 10_000,
  keepMs: 600_000,
  whitelistKeepMs: 600_000,
  dedupeMs: 600_000,
}
/** Streams are looked through for what can go this often at most, as part of a write. */
const SWEEP_MS = 10_000
/** Senders of a stream whose messages stay out although they come late; the oldest is let go. */
const MOST_SILENCED = 1_000

type Bucket = NumberedList<Stored>
type Stream = {
  readonly epoch: string
  readonly buckets: ByPriority<Bucket>
  /** Ids and when they may be forgotten from, in order of arrival. */
  readonly seen: Map<MessageId, number>
  /** The highest fencing number of each lane. */
  readonly fences: Map<string, number>
  /** Until when what these senders said is taken back, ms since 1970. */
  readonly silenced: Map<string, number>
  writtenAt: number
}

export class MemoryBucketStore implements BucketStore {
  readonly #streams = new Map<StreamId, Stream>()
  readonly #options: Required<MemoryBucketStoreOptions>
  #sweptAt = 0

  constructor(options: MemoryBucketStoreOptions) {
    this.#options = { ...DEFAULTS, ...options }
  }

  async write(id: StreamId, messages: readonly Encoded[], fence?: Fence): Promise<Written> {
    const now = this.#options.now()
    this.#sweep(now)
    const stream = this.#open(id, now)
    if (!passes(stream, fence))
      return { epoch: stream.epoch, outcomes: messages.map(() => 'fenced') }

    stream.writtenAt = now
    forget(stream, now - this.#options.dedupeMs)
    const outcomes = messages.map(message => this.#store(stream, message, now))
    for (const priority of PRIORITIES) this.#trim(stream, priority, now)
    return { epoch: stream.epoch, outcomes }
  }

  async takeBack(id: StreamId, target: Target): Promise<number> {
    const now = this.#options.now()
    const stream = this.#open(id, now)
    if (target.of === 'sender') silence(stream, target.sender, target.until)
    else for (const message of target.messages) stream.seen.set(message, now)
    const ids = new Set(target.of === 'messages' ? target.messages : [])
    let count = 0
    for (const priority of PRIORITIES) {
      const bucket = stream.buckets[priority]
      for (let seq = bucket.first; seq < bucket.next; seq++) {
        const held = bucket.at(seq) as Stored
        if (held.wire === TAKEN_BACK || !(ids.has(held.id) || isSilenced(stream, held))) continue
        bucket.replace(seq, { ...held, wire: TAKEN_BACK })
        count++
      }
    }
    return count
  }

  async read(id: StreamId, after: Cursor, limit: Limits): Promise<Reading> {
    return this.#reading(id, ({ epoch }, bucket, priority) => {
      const unread = after.epoch === epoch ? after[priority] + 1 : 1
      const from = Math.max(unread, bucket.first)
      const most = limit[priority]
      if (priority === 'low') return [Math.max(from, bucket.next - most), bucket.next]
      return [from, from + most]
    })
  }

  async history(id: StreamId, upTo: Cursor, limit: Limits): Promise<Reading> {
    return this.#reading(id, ({ epoch }, bucket, priority) => {
      const known = upTo.epoch === epoch ? upTo[priority] + 1 : bucket.next
      const to = Math.min(known, bucket.next)
      return [to - limit[priority], to]
    })
  }

  async close(): Promise<void> {
    this.#streams.clear()
  }

  #reading(
    id: StreamId,
    range: (stream: Stream, bucket: Bucket, priority: Priority) => [from: number, to: number],
  ): Reading {
    const stream = this.#streams.get(id)
    if (!stream) return { epoch: '', ...byPriority(nothing) }
    const now = this.#options.now()
    const slices = byPriority((priority): Slice => {
      this.#trim(stream, priority, now)
      const bucket = stream.buckets[priority]
      const messages = bucket.slice(...range(stream, bucket, priority))
      return { messages, first: bucket.first, last: bucket.next - 1 }
    })
    return { epoch: stream.epoch, ...slices }
  }

  #store(stream: Stream, message: Encoded, now: number): Outcome {
    const { id, priority, at, wire } = message
    if (stream.seen.has(id) || isSilenced(stream, message)) return 'duplicate'
    if (at <= now - this.#options.dedupeMs) return 'expired'
    // By an edge's clock that runs ahead the message stays young for longer: so must its id.
    stream.seen.set(id, Math.max(now, at))
    const bucket = stream.buckets[priority]
    bucket.push({ id, stream: message.stream, priority, at, wire, seq: bucket.next })
    return 'stored'
  }

  #trim({ buckets }: Stream, priority: Priority, now: number): void {
    const { keep, keepMs, whitelistKeepMs } = this.#options
    const bucket = buckets[priority]
    const most = priority === 'whitelist' ? Number.POSITIVE_INFINITY : keep
    const horizon = now - (priority === 'whitelist' ? whitelistKeepMs : keepMs)
    while (bucket.length > most || isOld(bucket, horizon)) bucket.dropFirst()
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_MS) return
    this.#sweptAt = now
    for (const [id, stream] of this.#streams) {
      for (const priority of PRIORITIES) this.#trim(stream, priority, now)
      forget(stream, now - this.#options.dedupeMs)
      const idle = stream.writtenAt <= now - this.#options.dedupeMs
      const empty = PRIORITIES.every(priority => stream.buckets[priority].length === 0)
      if (idle && empty && stream.seen.size === 0) this.#streams.delete(id)
    }
  }

  #open(id: StreamId, now: number): Stream {
    const known = this.#streams.get(id)
    if (known) return known
    const stream: Stream = {
      epoch: this.#options.newEpoch(),
      buckets: byPriority(() => new NumberedList<Stored>(1)),
      seen: new Map(),
      fences: new Map(),
      silenced: new Map(),
      writtenAt: now,
    }
    this.#streams.set(id, stream)
    return stream
  }
}

function passes({ fences }: Stream, fence: Fence | undefined): boolean {
  if (!fence) return true
  if (fence.number < (fences.get(fence.lane) ?? 0)) return false
  fences.set(fence.lane, fence.number)
  return true
}

function silence({ silenced }: Stream, sender: string, until: number): void {
  silenced.set(sender, Math.max(until, silenced.get(sender) ?? 0))
  const [first] = silenced.keys()
  if (silenced.size > MOST_SILENCED && first !== undefined) silenced.delete(first)
}

function isSilenced({ silenced }: Stream, { wire, at }: Encoded): boolean {
  return silenced.size > 0 && at <= (silenced.get(senderOf(wire) ?? '') ?? Number.NEGATIVE_INFINITY)
}

function forget({ seen }: Stream, horizon: number): void {
  for (const [id, from] of seen) {
    if (from > horizon) return // a Map keeps the order of arrival
    seen.delete(id)
  }
}

function isOld(bucket: Bucket, horizon: number): boolean {
  const oldest = bucket.at(bucket.first)
  return oldest !== undefined && oldest.at <= horizon
}

function nothing(): Slice {
  return { messages: [], first: 1, last: 0 }
}
