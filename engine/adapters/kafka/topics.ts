// The topics of one log: what was said, and the records that could not be read. Made on the
// first start with the partitions that are configured; after that the topic has the last word,
// because messages find their partition by the number of partitions.

import type { Admin } from 'kafkajs'
import { Fault } from '../../fault.ts'

export type Topics = {
  readonly log: string
  readonly dead: string
  readonly partitions: number
}

/**
 * More partitions than configured are used as they are.
 * @throws Fault `bad-config` when there are fewer
 */
export async function openTopics(
  admin: Admin,
  { prefix, partitions }: { readonly prefix: string; readonly partitions: number },
): Promise<Topics> {
  const log = `${prefix}.log`
  const dead = `${prefix}.dead`
  await admin.createTopics({
    topics: [
      { topic: log, numPartitions: partitions },
      { topic: dead, numPartitions: 1 },
    ],
  })
  const { topics } = await admin.fetchTopicMetadata({ topics: [log] })
  const there = topics[0]?.partitions.length ?? 0
  if (there >= partitions) return { log, dead, partitions: there }
  throw new Fault(
    'bad-config',
    `Kafka's topic ${log} has ${there} partitions and log.partitions is ${partitions}: set log.partitions to ${there}, or add partitions to the topic while nobody is live`,
  )
}
