// What was thrown, as an answer. What the asker did wrong is a refusal and is not logged; what
// failed on our side is logged here, once, and told without its insides.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { Fault, type FaultCode } from '../engine/fault.ts'
import type { Refused } from '../engine/refusal.ts'
import { sendRefusal } from './refuse.ts'

/** An outage of what stands behind us is seldom over sooner. */
const RETRY_MS = 1_000

const BY_FAULT: Partial<Record<FaultCode, Refused>> = {
  'log-unavailable': { why: 'unavailable', retryMs: RETRY_MS },
  'log-unsure': { why: 'unsure', retryMs: RETRY_MS },
  'store-unavailable': { why: 'unavailable', retryMs: RETRY_MS },
  'archive-unavailable': { why: 'unavailable', retryMs: RETRY_MS },
  'cold-unavailable': { why: 'unavailable', retryMs: RETRY_MS },
}

type FieldMistake = {
  readonly instancePath: string
  readonly message?: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** What Fastify adds to the errors it throws for a request. */
type RequestError = Error & {
  readonly statusCode?: number
  readonly validation?: readonly FieldMistake[]
  readonly validationContext?: string
}

export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refused = theirs(error as RequestError) ?? tooMany(error)
  if (refused) return sendRefusal(reply, refused)
  request.log.error({ err: error, route: request.routeOptions.url }, 'a request failed')
  return sendRefusal(reply, ours(error))
}

export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendRefusal(reply, { why: 'notFound' })
}

function ours(error: unknown): Refused {
  return (error instanceof Fault && BY_FAULT[error.code]) || { why: 'broken' }
}

/** Counted where it is refused; a log line each would only add to it. */
function tooMany(error: unknown): Refused | undefined {
  const isBusy = error instanceof Fault && error.code === 'archive-busy'
  return isBusy ? { why: 'overloaded', retryMs: RETRY_MS } : undefined
}

function theirs(error: RequestError): Refused | undefined {
  const { validation, validationContext = 'body', statusCode = 500, message } = error
  if (validation) return { why: 'malformed', detail: fields(validation, validationContext) }
  if (statusCode === 413) return { why: 'tooLong' }
  if (statusCode >= 400 && statusCode < 500) return { why: 'malformed', detail: message }
  return undefined
}

/** `body.quota.0.perSecond must be >= 0`; the first few are enough to go on. */
function fields(mistakes: readonly FieldMistake[], context: string): string {
  return mistakes
    .slice(0, 5)
    .map(mistake => {
      const { instancePath, message = 'is wrong' } = mistake
      return `${context}${instancePath.replaceAll('/', '.')} ${message}${more(mistake)}`
    })
    .join('; ')
}

/** The names and values that the message leaves out. */
function more({ params }: FieldMistake): string {
  const { allowedValues, additionalProperties } = params ?? {}
  const told = allowedValues ?? additionalProperties
  return Array.isArray(told) ? `: ${told.join(', ')}` : ''
}
