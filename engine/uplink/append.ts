// The last step: a message that has climbed this far is appended to the log, and only when
// the log has it is its sender told so. What the log cannot take is a refusal with a delay:
// `unavailable`, certainly not there, or `unsure`, perhaps there (the same `cid` again makes
// certain). So many messages may wait for the log and no more: beyond, `overloaded` at once,
// because a queue that grows is an answer that never comes.

import type { Now } from '../clock.ts'
import { Fault } from '../fault.ts'
import type { Message } from '../message.ts'
import type { MessageLog } from '../ports/message-log.ts'
import type { Refused } from '../refusal.ts'
import type { Step } from './step.ts'

/** A broker that is back takes messages again within a second; see also the client's jitter. */
const LOG_RETRY_MS = 1_000
/** Appends take 5 to 20 ms: by then many that waited are done. */
const OVERLOAD_RETRY_MS = 250

export type AppendOptions = {
  /** How many messages may wait for the log at once. */
  readonly mostInFlight: number
  /** Told how long the log took for each message that it has, in ms. */
  readonly appended: (ms: number) => void
  readonly now: Now
}

/** @param partitionOf where in the log a message goes: its lane's home, or spread by sender */
export function appendTo(
  log: Pick<MessageLog, 'append'>,
  partitionOf: (message: Message) => number,
  { mostInFlight, appended, now }: AppendOptions,
): Step {
  let inFlight = 0
  return async climber => {
    if (inFlight >= mostInFlight) return { why: 'overloaded', retryMs: OVERLOAD_RETRY_MS }
    const since = now()
    inFlight++
    try {
      await log.append(partitionOf(climber.message), { type: 'message', ...climber })
      appended(now() - since)
      return climber
    } catch (error) {
      return refusalOf(error)
    } finally {
      inFlight--
    }
  }
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Fault && error.code === 'log-unavailable')
    return { why: 'unavailable', retryMs: LOG_RETRY_MS }
  if (error instanceof Fault && error.code === 'log-unsure')
    return { why: 'unsure', retryMs: LOG_RETRY_MS }
  throw error
}
