// What is said in a flow: comments of a real recording, sent as an application's server
// sends them.

import assert from 'node:assert/strict'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import { recording } from '../fixtures/real-recordings.ts'
import type { Live } from './live.ts'

export type Saying = {
  readonly cid: string
  readonly kind?: string
  readonly body: Readonly<Record<string, unknown>>
  readonly from: { readonly id: string; readonly name: string; readonly [field: string]: unknown }
  readonly priority?: 'whitelist' | 'high' | 'low'
}

/** The first so many comments of the real recording, or the project's sample over and over. */
export async function comments(
  t: { diagnostic(line: string): void },
  most: number,
): Promise<Saying[]> {
  const { comments: recorded } = await loadRecording(recording(t, 'episode.json.gz'))
  return Array.from({ length: most }, (_, n) => {
    const comment = recorded[n % recorded.length]
    assert.ok(comment)
    const { body } = comment
    return { cid: `c${n}`, body, from: { id: `u${n}`, name: `观众${n}` } }
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
