// The producers of one process. Each partition belongs to one of them, so that its order is
// kept; each sends one batch at a time, with acks from every replica in sync, and tries until
// the broker has it.
//
// They are idempotent: a batch that is tried again is not stored twice. kafkajs takes back the
// sequence numbers of a batch it gives up, though that batch may be in the log; the next
// batch would then carry the same numbers, be taken for a repetition, and be acknowledged
// without being stored. So a producer that has given up a batch is never used again: its
// successor has an id of its own.

import type { Kafka, Message, Producer, RecordMetadata } from 'kafkajs'
import type { Now } from '../../clock.ts'
import { backOff } from '../../ingest/back-off.ts'
import { Batcher, type Outgoing } from './batcher.ts'

export type ProducersOptions = {
  readonly kafka: Kafka
  readonly now: Now
  /** More of them send more at once; each keeps connections of its own. */
  readonly producers: number
  readonly collectMs: number
  readonly mostCollectMs: number
  readonly answerMs: number
  /** At one producer: all that is said may be in its partitions. */
  readonly mostWaiting: number
  /** A batch was given up; who waited for it was told. */
  readonly onTrouble: (text: string, cause: unknown) => void
}

export class Producers {
  readonly #all: readonly SerialProducer[]

  /** Resolves when each has connected. */
  static async open(options: ProducersOptions): Promise<Producers> {
    const all = Array.from({ length: options.producers }, () => new SerialProducer(options))
    await Promise.all(all.map(producer => producer.connected()))
    return new Producers(all)
  }

  private constructor(all: readonly SerialProducer[]) {
    this.#all = all
  }

  /**
   * Resolves with its offset once it is durable.
   * @throws Fault `log-unavailable`, `log-unsure`
   */
  append(record: Outgoing): Promise<number> {
    const producer = this.#all[record.partition % this.#all.length] as SerialProducer
    return producer.batcher.add(record)
  }

  /** Takes no more; resolves when everybody who waits has an answer. */
  async drain(): Promise<void> {
    await Promise.all(this.#all.map(({ batcher }) => batcher.close()))
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map(producer => producer.close()))
  }
}

class SerialProducer {
  readonly batcher: Batcher
  readonly #options: ProducersOptions
  readonly #ending = new AbortController()
  #producer: Promise<Producer>

  constructor(options: ProducersOptions) {
    this.#options = options
    this.batcher = new Batcher({
      ...options,
      send: batch => this.#send(batch),
    })
    this.#producer = this.#connect()
  }

  async connected(): Promise<void> {
    await this.#producer
  }

  async close(): Promise<void> {
    this.#ending.abort()
    const producer = await this.#producer.catch(() => undefined)
    await producer?.disconnect().catch(() => {})
  }

  async #send(batch: readonly Outgoing[]): Promise<readonly number[]> {
    const producer = await this.#producer
    try {
      const topicMessages = byTopic(batch, String(this.#options.now()))
      return offsetsOf(batch, await producer.sendBatch({ acks: -1, topicMessages }))
    } catch (cause) {
      this.#options.onTrouble(`gave up a batch of ${batch.length} records`, cause)
      if (!this.#ending.signal.aborted) this.#producer = this.#succeed(producer)
      throw cause
    }
  }

  async #succeed(predecessor: Producer): Promise<Producer> {
    await predecessor.disconnect().catch(() => {})
    return this.#connect()
  }

  async #connect(): Promise<Producer> {
    const producer = this.#options.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => toTheirPartition,
    })
    for (let tries = 0; ; tries++) {
      try {
        await producer.connect()
        return producer
      } catch (cause) {
        if (this.#ending.signal.aborted) throw cause
        if (tries === 0) this.#options.onTrouble('a producer cannot connect', cause)
        await backOff(tries, this.#ending.signal)
      }
    }
  }
}

function byTopic(batch: readonly Outgoing[], timestamp: string) {
  const topics = new Map<string, Message[]>()
  for (const { topic, partition, value, headers } of batch) {
    const messages = topics.get(topic) ?? []
    messages.push({ partition, value, timestamp, ...(headers && { headers: { ...headers } }) })
    topics.set(topic, messages)
  }
  return Array.from(topics, ([topic, messages]) => ({ topic, messages }))
}

/** Within one partition of a batch, offsets follow each other. */
function offsetsOf(batch: readonly Outgoing[], stored: readonly RecordMetadata[]): number[] {
  const next = new Map<string, number[]>()
  for (const { topicName, partition, baseOffset } of stored) {
    const offsets = next.get(topicName) ?? []
    offsets[partition] = Number(baseOffset)
    next.set(topicName, offsets)
  }
  return batch.map(({ topic, partition }) => {
    const offsets = next.get(topic)
    const offset = offsets?.[partition]
    if (!offsets || offset === undefined)
      throw new Error(`no offset for partition ${partition} of ${topic}`)
    offsets[partition] = offset + 1
    return offset
  })
}

function toTheirPartition({ message }: { message: Message }): number {
  return message.partition as number
}
