// Which of a room's edges is tried next, and when a join must tell of others: when none of them
// says welcome, or the room went elsewhere. Pure.

import { CLOSE_CODES } from '../engine/close-code.ts'
import type { Ending } from './connection.ts'

export type Edges = {
  /** The one to try next is the first, and the one in use while there is one. */
  readonly urls: readonly string[]
  /** Edges that did not say welcome since one did, or since the join. */
  readonly misses: number
  readonly mustJoin: boolean
}

export const NO_EDGES: Edges = { urls: [], misses: 0, mustJoin: true }

/** A join has named them, best first. */
export function named(urls: readonly string[]): Edges {
  return { urls, misses: 0, mustJoin: false }
}

/** @param url where, when it is not the first */
export function welcomedBy(edges: Edges, url = edges.urls[0]): Edges {
  if (url === undefined) return edges
  return { ...edges, misses: 0, urls: [url, ...edges.urls.filter(other => other !== url)] }
}

/** A connection to the first has ended. */
export function turned(edges: Edges, ending: Pick<Ending, 'code' | 'welcomed'>): Edges {
  const [first, ...others] = edges.urls
  const urls = first === undefined ? [] : [...others, first]
  const misses = edges.misses + (ending.welcomed ? 0 : 1)
  const isElsewhere = ending.code === CLOSE_CODES.moved.code
  return { urls, misses, mustJoin: misses >= urls.length || isElsewhere }
}
