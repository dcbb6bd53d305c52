// A look at a Kafka before anything depends on it: does a broker answer, and does it know of
// others? Kafka tells no version; whether it is too old is found out when its topics are opened.

import { Kafka, logLevel } from 'kafkajs'
import { Fault } from '../../fault.ts'
import { quietIdleQueues } from './quiet-queue.ts'

/** @returns how many brokers there are @throws Fault `log-unavailable`, in words */
export async function lookAtKafka(brokers: readonly string[], timeoutMs: number): Promise<number> {
  quietIdleQueues()
  const admin = new Kafka({
    brokers: [...brokers],
    retry: { retries: 0 },
    connectionTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    logLevel: logLevel.NOTHING,
  }).admin()
  try {
    await admin.connect()
    const cluster = await admin.describeCluster()
    return cluster.brokers.length
  } catch (cause) {
    throw new Fault(
      'log-unavailable',
      `Kafka cannot be reached: ${(cause as Error).message}`,
      cause,
    )
  } finally {
    await admin.disconnect().catch(() => {})
  }
}
