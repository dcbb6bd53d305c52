// The log in Kafka: a topic whose partitions are the log's, and a topic beside it for records
// that cannot be read. Acknowledged means that every replica in sync has it.
//
// When Kafka is away, what was handed to a producer is tried until it comes back, and what
// waits behind it is refused after `answerMs`; readers stand still and go on by themselves.

import { type Admin, Kafka, logLevel } from 'kafkajs'
import type { Now } from '../../clock.ts'
import { Fault } from '../../fault.ts'
import type { Entry, LogReader, MessageLog, Subscription } from '../../ports/message-log.ts'
import type { Fetched } from './partition-feed.ts'
import { Producers } from './producers.ts'
import { quietIdleQueues } from './quiet-queue.ts'
import { encodeEntry } from './records.ts'
import { GroupMember } from './subscription.ts'
import { topicIdentity } from './topic-identity.ts'
import { openTopics, type Topics } from './topics.ts'

/** Measured: with fewer tries, or longer pauses, a broker that is back is noticed 10 s later. */
const PATIENT = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 200 }
/** For what somebody waits for: answered, or failed, within some 3 s. */
const BRISK = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 }
/** A broker that stands still longer is asked again. */
const REQUEST_MS = 10_000
const COLLECT_MS = 5
/** A sender does not notice; frames of a small room come as soon after. */
const MOST_COLLECT_MS = 25
/** Senders are told to try again after this long; a broker that restarts takes 5 to 8 s. */
const ANSWER_MS = 5_000
const TELL_EVERY_MS = 1_000

export type KafkaMessageLogOptions = {
  /** `host:port` of some of the brokers; they name the others. */
  readonly brokers: readonly string[]
  /** Opens the names of topics and groups. */
  readonly prefix: string
  readonly partitions: number
  /** How long a topic that is made now keeps what was said. */
  readonly retentionMs: number
  /** How far back readers may go: a topic must keep as much. */
  readonly rewindMs: number
  readonly now: Now
  /** More of them send more at once, and cost more. */
  readonly producers: number
  /** How many records may wait for Kafka at one of the process's producers. */
  readonly mostWaiting: number
  /** `dead`: a record could not be read by one of the groups. */
  readonly count: (what: 'dead', times?: number) => void
  /** Something is wrong with Kafka, or with a record in it; it goes on by itself. */
  readonly onTrouble: (text: string, about: Readonly<Record<string, unknown>>) => void
  /** Senders have their answer after this long; 5 s, unless a test is in a hurry. */
  readonly answerMs?: number
}

type Parts = {
  readonly options: KafkaMessageLogOptions
  readonly kafka: Kafka
  readonly admin: Admin
  readonly producers: Producers
  readonly topics: Topics
  readonly identity: string
  /** From then on its clients find no broker, and give up. */
  readonly abandon: () => void
}

export class KafkaMessageLog implements MessageLog {
  readonly identity: string
  readonly partitions: number
  readonly #parts: Parts
  readonly #members = new Set<GroupMember>()
  /** When each trouble with what cannot be read was told last. */
  readonly #toldAt = new Map<string, number>()
  #closed: Promise<void> | undefined

  /**
   * Connects, and makes the topics when they are not there.
   * @throws Fault `log-unavailable` when no broker answers; `bad-config` when the topic has
   *   fewer partitions than configured, or keeps too little
   */
  static async open(options: KafkaMessageLogOptions): Promise<KafkaMessageLog> {
    quietIdleQueues()
    const { brokers, prefix, now, mostWaiting, onTrouble } = options
    let abandoned = false
    const client = (retry: typeof PATIENT) =>
      new Kafka({
        clientId: prefix,
        brokers: () => (abandoned ? [] : [...brokers]),
        retry,
        requestTimeout: REQUEST_MS,
        logLevel: logLevel.NOTHING,
      })
    const abandon = () => {
      abandoned = true
    }
    const kafka = client(PATIENT)
    const admin = client(BRISK).admin()
    try {
      await admin.connect()
      const topics = await openTopics(admin, options)
      const identity = await topicIdentity(brokers, topics.log)
      const producers = await Producers.open({
        kafka,
        now,
        producers: options.producers,
        collectMs: COLLECT_MS,
        mostCollectMs: MOST_COLLECT_MS,
        answerMs: options.answerMs ?? ANSWER_MS,
        mostWaiting,
        onTrouble: (text, cause) => onTrouble(text, { err: cause }),
      })
      return new KafkaMessageLog({ options, kafka, admin, producers, topics, identity, abandon })
    } catch (cause) {
      abandon()
      await admin.disconnect().catch(() => {})
      if (cause instanceof Fault) throw cause
      const { message } = cause as Error
      throw new Fault(
        'log-unavailable',
        `Kafka at ${brokers.join(', ')} cannot be used: ${message}`,
        cause,
      )
    }
  }

  private constructor(parts: Parts) {
    this.#parts = parts
    this.identity = parts.identity
    this.partitions = parts.topics.partitions
  }

  async append(partition: number, entry: Entry): Promise<{ readonly offset: number }> {
    const { producers, topics } = this.#parts
    if (!(partition >= 0 && partition < this.partitions))
      throw new Fault('log-unavailable', `the log has no partition ${partition}`)
    return {
      offset: await producers.append({ topic: topics.log, partition, value: encodeEntry(entry) }),
    }
  }

  async subscribe(group: string, reader: LogReader): Promise<Subscription> {
    if (this.#closed) throw new Fault('log-unavailable', 'the log is closed')
    const { kafka, admin, topics, options } = this.#parts
    return GroupMember.join(
      {
        kafka,
        admin,
        topic: topics.log,
        groupId: `${options.prefix}.${group}`,
        reader,
        poison: (partition, record, why) => this.#putAside(group, partition, { ...record, why }),
        onTrouble: (text, cause) => options.onTrouble(text, { err: cause }),
      },
      this.#members,
    )
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const { producers, admin, abandon } = this.#parts
    const left = Promise.all(Array.from(this.#members, member => member.close()))
    await producers.drain()
    abandon()
    await Promise.all([left, producers.close()])
    await admin.disconnect().catch(() => {})
  }

  /** The record itself stays where it is, too, for as long as the topic keeps it. */
  #putAside(group: string, partition: number, { offset, value, why }: Fetched & { why: string }) {
    const { producers, topics, options } = this.#parts
    options.count('dead')
    this.#tellOfDead('a record cannot be read and is passed over', {
      group,
      partition,
      offset,
      why,
    })
    const headers = { group, partition: `${partition}`, offset, why }
    producers
      .append({ topic: topics.dead, partition: 0, value: value ?? Buffer.alloc(0), headers })
      .catch(err => this.#tellOfDead('a record could not be put aside', { err }))
  }

  /** Somebody may have filled the topic with them: the count has all, the log a few. */
  #tellOfDead(text: string, about: Readonly<Record<string, unknown>>): void {
    const now = performance.now()
    if (now - (this.#toldAt.get(text) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY_MS) return
    this.#toldAt.set(text, now)
    this.#parts.options.onTrouble(text, about)
  }
}
