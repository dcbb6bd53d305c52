// How HTTP says no: the refusal's status, its number and text, and when to try again.

import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { REFUSALS, type Refused } from '../engine/refusal.ts'

export const RefusalAnswer = Type.Object(
  {
    code: Type.Integer({ description: 'Never reused; docs/protocol.md lists them' }),
    text: Type.String(),
    detail: Type.Optional(Type.String({ description: 'What exactly was wrong' })),
    edge: Type.Optional(Type.String({ description: 'The address of the edge to go to' })),
    retryMs: Type.Optional(Type.Integer({ description: 'When the same may be asked again' })),
  },
  { description: 'A refusal' },
)
export type RefusalAnswer = Type.Static<typeof RefusalAnswer>
/** How a route's schema says that it may say no. */
export const REFUSED = { '4xx': RefusalAnswer, '5xx': RefusalAnswer }

export function refusalAnswer({ why, detail, edge, retryMs }: Refused): RefusalAnswer {
  const { code, text } = REFUSALS[why]
  return {
    code,
    text,
    ...(detail === undefined ? {} : { detail }),
    ...(edge === undefined ? {} : { edge }),
    ...(retryMs === undefined ? {} : { retryMs }),
  }
}

/** Answers with the refusal, and with `beside` when there is more to tell. */
export function sendRefusal(
  reply: FastifyReply,
  refused: Refused,
  beside: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  if (refused.retryMs !== undefined)
    reply.header('retry-after', Math.max(1, Math.ceil(refused.retryMs / 1_000)))
  return reply
    .code(REFUSALS[refused.why].status)
    .header('cache-control', 'no-store')
    .send({ ...refusalAnswer(refused), ...beside })
}
