// Opens the message log: this process's own, or a Kafka that all processes share.

import type { Now } from '../clock.ts'
import type { MessageLog } from '../ports/message-log.ts'
import { KafkaMessageLog, type KafkaMessageLogOptions } from './kafka/message-log.ts'
import { MemoryMessageLog } from './memory/message-log.ts'

const DEFAULT_PREFIX = 'barrage'

export type LogOptions = {
  /** `memory:` or `kafka://host:port[,host:port…][/topic-prefix]` */
  readonly url: string
  readonly partitions: number
  /** These two are the memory log's. */
  readonly keepMs: number
  readonly most: number
  /** This and what follows are Kafka's. */
  readonly producers: number
  readonly retentionMs: number
  readonly rewindMs: number
  readonly mostWaiting: number
  readonly count: KafkaMessageLogOptions['count']
  readonly onTrouble: KafkaMessageLogOptions['onTrouble']
}

/** @throws Fault `log-unavailable`, `bad-config` */
export async function openLog(options: LogOptions, now: Now): Promise<MessageLog> {
  const { url, ...rest } = options
  if (url === 'memory:') return new MemoryMessageLog({ ...rest, now })
  return KafkaMessageLog.open({ ...rest, ...placesIn(url), now })
}

/** `kafka://…` taken apart. */
export function placesIn(url: string): {
  readonly brokers: readonly string[]
  readonly prefix: string
} {
  const [brokers = '', prefix = DEFAULT_PREFIX] = url.slice('kafka://'.length).split('/')
  return { brokers: brokers.split(','), prefix }
}
