// The topics of one log: what was said, and the records that could not be read. Made on the
// first start with the partitions and the retention that are configured; after that the topic
// has the last word, because messages find their partition by the number of partitions, and an
// operator may have good reasons.

import { setTimeout as pause } from 'node:timers/promises'
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs'
import { Fault } from '../../fault.ts'

/** A topic that was just made, or deleted under the same name, is not known everywhere at once. */
const KNOWN_WITHIN_MS = 10_000
const AGAIN_MS = 200
const FOR_EVER_MS = -1

export type TopicOptions = {
  readonly prefix: string
  readonly partitions: number
  /** How long a topic that is made now keeps what was said. */
  readonly retentionMs: number
  /** How far back readers may go: a topic must keep as much. */
  readonly rewindMs: number
}

export type Topics = {
  readonly log: string
  readonly dead: string
  readonly partitions: number
}

/**
 * More partitions than configured are used as they are, and so is a longer retention.
 * @throws Fault `bad-config` when there are fewer, or when it keeps less than readers go back
 */
export async function openTopics(admin: Admin, options: TopicOptions): Promise<Topics> {
  const { prefix, partitions, retentionMs, rewindMs } = options
  const log = `${prefix}.log`
  const dead = `${prefix}.dead`
  const configEntries = [{ name: 'retention.ms', value: String(retentionMs) }]
  const there = await made(admin, log, [
    { topic: log, numPartitions: partitions, configEntries },
    { topic: dead, numPartitions: 1, configEntries },
  ])
  if (there < partitions)
    throw new Fault(
      'bad-config',
      `Kafka's topic ${log} has ${there} partitions and log.partitions is ${partitions}: set log.partitions to ${there}, or add partitions to the topic while nobody is live`,
    )
  const keepsMs = await retentionOf(admin, log)
  if (keepsMs !== FOR_EVER_MS && keepsMs < rewindMs)
    throw new Fault(
      'bad-config',
      `Kafka's topic ${log} keeps what was said for ${keepsMs} ms (retention.ms) and ingest.rewindMs is ${rewindMs}: let the topic keep more, or go back less`,
    )
  return { log, dead, partitions: there }
}

/** Makes those that are missing, until the first of them is known. @returns its partitions */
async function made(admin: Admin, topic: string, topics: ITopicConfig[]): Promise<number> {
  const deadline = performance.now() + KNOWN_WITHIN_MS
  for (;;) {
    await admin.createTopics({ topics })
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: [topic] })
      return known[0]?.partitions.length ?? 0
    } catch (cause) {
      if (!isUnknownTopic(cause) || performance.now() > deadline) throw cause
    }
    await pause(AGAIN_MS)
  }
}

async function retentionOf(admin: Admin, name: string): Promise<number> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] }],
  })
  const [entry] = resources[0]?.configEntries ?? []
  return Number(entry?.configValue ?? FOR_EVER_MS)
}

/** As it comes, or after kafkajs has tried it again in vain. */
function isUnknownTopic(failure: unknown): boolean {
  const { type, cause } = failure as { readonly type?: string; readonly cause?: unknown }
  return type === 'UNKNOWN_TOPIC_OR_PARTITION' || (cause !== undefined && isUnknownTopic(cause))
}
