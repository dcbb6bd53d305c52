// What is said in a flow: comments of a real recording, sent as an application's server
// sends them.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { loadComments } from '../../loadtest/comment-file/read-comments.ts'
import type { Live } from './live.ts'

export type Saying = {
  readonly cid: string
  readonly kind?: string
  readonly body: Readonly<Record<string, unknown>>
  readonly from: { readonly id: string; readonly name: string; readonly [field: string]: unknown }
  readonly priority?: 'whitelist' | 'high' | 'low'
}

const RECORDING = '../shared/data/episode.json.gz'
const SAMPLE = 'loadtest/sample.xml'

/** The first so many comments of the real recording, or the project's sample over and over. */
export async function comments(
  t: { diagnostic(line: string): void },
  most: number,
): Promise<Saying[]> {
  const isThere = existsSync(RECORDING)
  if (!isThere) t.diagnostic(`${RECORDING} is missing: ${SAMPLE} over and over instead`)
  const { comments: recorded } = await loadComments(isThere ? RECORDING : SAMPLE)
  return Array.from({ length: most }, (_, n) => {
    const comment = recorded[n % recorded.length]
    assert.ok(comment)
    const { text, color, mode } = comment
    return { cid: `c${n}`, body: { text, color, mode }, from: { id: `u${n}`, name: `观众${n}` } }
  })
}

/** Numbered ones, when it does not matter what is said. */
export function made(most: number, about: Partial<Saying> & { readonly cid: string }): Saying[] {
  return Array.from({ length: most }, (_, n) => ({
    body: { text: `${about.cid} ${n}` },
    from: { id: 'app', name: 'App' },
    ...about,
    cid: `${about.cid}-${n}`,
  }))
}

/** Says it all, some per request, one request after the other; gives the ids. */
export async function sayAll(
  live: Live,
  room: string,
  sayings: readonly Saying[],
  perRequest = 50,
): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < sayings.length; n += perRequest) {
    const messages = sayings.slice(n, n + perRequest)
    const { status, body } = await live.application<{ results: { id?: string }[] }>(
      'POST',
      `/v1/rooms/${room}/messages`,
      { messages },
    )
    assert.equal(status, 200, JSON.stringify(body))
    for (const { id, ...no } of body.results) ids.push(id ?? assert.fail(JSON.stringify(no)))
  }
  return ids
}
