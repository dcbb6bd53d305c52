// Brings one batch of one stream into the buckets: encodes each message once, tries until
// the store has answered, counts what became of each, and only then calls it done.

import { Fault } from '../fault.ts'
import type { StreamId } from '../ids.ts'
import type { Encoded } from '../message.ts'
import type { BucketStore, Outcome, Written } from '../ports/bucket-store.ts'
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
  /** Bounds the writes of all lanes together; a pause between tries takes none. */
  readonly slots: Slots
  readonly done: (record: LogRecord) => void
  readonly learnEpoch: (stream: StreamId, epoch: string) => void
  /** A record that cannot be handled, and why: counted and passed over. */
  readonly onPoison: (record: LogRecord, cause: unknown) => void
}

type Item = { readonly record: MessageRecord; readonly encoded: Encoded }

/** Resolves when the batch is done, or its queue was let go or fenced off; never rejects. */
export async function writeBatch(batch: Batch, queue: LaneQueue, tools: WriteTools): Promise<void> {
  const items: Item[] = []
  for (const record of batch) {
    try {
      items.push({ record, encoded: encodeMessage(record.entry.message) })
    } catch (cause) {
      poison(record, cause, tools)
    }
  }
  await write(items, queue, tools)
}

async function write(items: readonly Item[], queue: LaneQueue, tools: WriteTools): Promise<void> {
  const [first] = items
  if (!first) return
  let written: Written | undefined
  try {
    written = await untilAnswered(first.encoded.stream, items, queue, tools)
  } catch (cause) {
    // Not that the store is away: one of them is more than it can take. Which one?
    if (items.length === 1) return poison(first.record, cause, tools)
    for (const item of items) await write([item], queue, tools)
    return
  }
  if (!written) return
  if (written.outcomes.includes('fenced')) queue.fence()
  settle(items, written, tools)
}

/** Undefined when the queue is let go before the store has answered. */
async function untilAnswered(
  stream: StreamId,
  items: readonly Item[],
  queue: LaneQueue,
  { store, slots, counts }: WriteTools,
): Promise<Written | undefined> {
  const messages = items.map(({ encoded }) => encoded)
  for (let tries = 0; !queue.signal.aborted && !queue.isFenced; tries++) {
    try {
      const written = await slots.use(() => store.write(stream, messages))
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
    const outcome = outcomes[index] as Outcome
    numbers[outcome]++
    if (outcome !== 'fenced') tools.done(record)
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
