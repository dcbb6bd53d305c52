// Brings one batch of one stream into the buckets: encodes each message once, tries until
// the store has answered, counts what became of each, and only then calls it done.

import type { Now } from '../clock.ts'
import { Fault } from '../fault.ts'
import type { StreamId } from '../ids.ts'
import type { Encoded } from '../message.ts'
import type { BucketStore, Fence, Outcome, Written } from '../ports/bucket-store.ts'
import type { LogRecord } from '../ports/message-log.ts'
import type { Notices } from '../ports/notices.ts'
import { encodeMessage } from '../wire/message.ts'
import { backOff } from './back-off.ts'
import type { IngestCounts } from './counts.ts'
import type { Batch, LaneQueue, MessageRecord } from './lane-queue.ts'
import type { Slots } from './slots.ts'

export type WriteTools = {
  readonly store: BucketStore
  readonly notices: Notices
  readonly counts: IngestCounts
  readonly now: Now
  /** The least time from one write in order to the next. */
  readonly spacingMs: () => number
  /** Bounds the writes of all lanes together; a pause between tries takes none. */
  readonly slots: Slots
  readonly done: (record: LogRecord) => void
  readonly learnEpoch: (stream: StreamId, epoch: string) => void
  /** A record that cannot be handled, and why: counted and passed over. */
  readonly onPoison: (record: LogRecord, cause: unknown) => void
}

export type Writing = {
  readonly queue: LaneQueue
  /** With which the lane is written in order; none: in parallel. */
  readonly fence: Fence | undefined
  readonly answered: (answer: Answer) => void
}

/** How long the store took for so many messages, and whether it took them. */
export type Answer = {
  readonly messages: number
  readonly ms: number
  readonly isStored: boolean
}

type Item = { readonly record: MessageRecord; readonly encoded: Encoded }

/**
 * Resolves when the batch is done, or its queue was let go; never rejects. False: somebody
 * else writes the lane, and what is left of the batch is back in the queue.
 */
export async function writeBatch(
  batch: Batch,
  writing: Writing,
  tools: WriteTools,
): Promise<boolean> {
  const items: Item[] = []
  for (const record of batch) {
    try {
      items.push({ record, encoded: encodeMessage(record.entry.message) })
    } catch (cause) {
      poison(record, cause, tools)
    }
  }
  const left = await write(items, writing, tools)
  if (left.length === 0) return true
  tools.counts.add('fenced', left.length)
  writing.queue.putBack(left.map(({ record }) => record))
  return false
}

/** Returns those that somebody else is to write. */
async function write(
  items: readonly Item[],
  writing: Writing,
  tools: WriteTools,
): Promise<readonly Item[]> {
  const [first] = items
  if (!first) return []
  let written: Written | undefined
  try {
    written = await untilAnswered(first.encoded.stream, items, writing, tools)
  } catch (cause) {
    if (items.length > 1) return writeEach(items, writing, tools)
    poison(first.record, cause, tools)
  }
  if (!written) return []
  if (written.outcomes.includes('fenced')) return items
  settle(items, written, tools)
  return []
}

/** Not that the store is away: one of them is more than it can take. Which one? */
async function writeEach(
  items: readonly Item[],
  writing: Writing,
  tools: WriteTools,
): Promise<readonly Item[]> {
  for (const [index, item] of items.entries()) {
    const left = await write([item], writing, tools)
    if (left.length > 0) return items.slice(index)
  }
  return []
}

/** Undefined when the queue is let go before the store has answered. */
async function untilAnswered(
  stream: StreamId,
  items: readonly Item[],
  { queue, fence, answered }: Writing,
  { store, slots, counts, now }: WriteTools,
): Promise<Written | undefined> {
  const messages = items.map(({ encoded }) => encoded)
  const ask = async () => {
    const since = now()
    let isStored = false
    try {
      const written = await store.write(stream, messages, fence)
      isStored = true
      return written
    } finally {
      answered({ messages: messages.length, ms: now() - since, isStored })
    }
  }
  for (let tries = 0; !queue.signal.aborted; tries++) {
    try {
      const written = await slots.use(ask)
      queue.isStuck = false
      return written
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'store-unavailable') throw error
      queue.isStuck = true
      counts.add('retried', 1)
    }
    await backOff(tries, queue.signal)
  }
  return undefined
}

function settle(items: readonly Item[], { epoch, outcomes }: Written, tools: WriteTools): void {
  const numbers: Record<Outcome, number> = { stored: 0, duplicate: 0, expired: 0, fenced: 0 }
  for (const [index, { record }] of items.entries()) {
    numbers[outcomes[index] as Outcome]++
    tools.done(record)
  }
  for (const [outcome, times] of Object.entries(numbers))
    if (times > 0) tools.counts.add(outcome as Outcome, times)

  const stream = (items[0] as Item).encoded.stream
  if (numbers.stored > 0) tools.notices.publish(stream)
  tools.learnEpoch(stream, epoch)
}

function poison(record: MessageRecord, cause: unknown, tools: WriteTools): void {
  tools.counts.add('poison', 1)
  tools.onPoison(record, cause)
  tools.done(record)
}
