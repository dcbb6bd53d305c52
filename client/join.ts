// Asks to be let into a room. The answer names the viewer, a ticket that is good on any of
// the room's edges, and their addresses; or where its segments are, when the edges are full.

import type { CrowdPlace, JoinAnswer } from '../engine/wire/frames.ts'
import { ask, type Fetch, roomUrl } from './ask.ts'
import { refused } from './barrage-error.ts'

export type JoinOptions = {
  readonly name?: string | undefined
  /** An earlier one; even after it has expired it proves who a guest was. */
  readonly ticket?: string | undefined
  /** Where the viewer is, in the words of `edge.region`: edges there come first. */
  readonly region?: string | undefined
  /** The application's own JWT, which says who the viewer is. */
  readonly token?: string | undefined
  /** Who the viewer is, when the application's server joins for it. */
  readonly viewer?: string | undefined
  /** The application's API key, never in a browser. */
  readonly key?: string | undefined
  readonly fetch?: Fetch | undefined
}

/** Throws a BarrageError when the room does not let us in, or does not answer. */
export async function join(
  server: string,
  room: string,
  { key, fetch, name, ticket, region, token, viewer }: JoinOptions = {},
): Promise<JoinAnswer> {
  const body = { name, ticket, region, token, viewer }
  const answer = await ask(`${roomUrl(server, room)}/join`, { body, key, fetch })
  if (!isJoinAnswer(answer)) throw refused('notFound', `${server} does not speak Barrage`)
  return answer
}

function isJoinAnswer(answer: unknown): answer is JoinAnswer {
  if (typeof answer !== 'object' || answer === null) return false
  const { ticket, edges, backoff, crowd } = answer as Partial<JoinAnswer>
  return (
    typeof ticket === 'string' &&
    Array.isArray(edges) &&
    edges.every(edge => typeof edge === 'string') &&
    (edges.length > 0 || isCrowdPlace(crowd)) &&
    Number.isFinite(backoff?.baseMs) &&
    Number.isFinite(backoff?.capMs)
  )
}

function isCrowdPlace({ url, perSecond, againMs, limits }: Partial<CrowdPlace> = {}): boolean {
  return (
    typeof url === 'string' &&
    Number.isInteger(perSecond) &&
    Number.isFinite(againMs) &&
    typeof limits === 'object'
  )
}
