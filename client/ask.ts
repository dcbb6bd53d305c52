// One question to a server over HTTP. What it refuses, and what never reached it, is thrown
// as a BarrageError: whoever asks looks at `mayRetry` and `retryMs`, and never at statuses.

import { type BarrageError, refused, toldRefusal } from './barrage-error.ts'

/** As much of `fetch` as is used. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Record<string, string>
    readonly body?: string
    readonly signal: AbortSignal
  },
) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>

export type Question = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: unknown
  /** The application's API key. */
  readonly key?: string | undefined
  readonly fetch?: Fetch | undefined
  /** Time for the answer; what nearly any takes unless given. */
  readonly withinMs?: number
}

// Longer than any answer takes that is still worth waiting for; a person gives up sooner.
const ANSWER_MS = 10_000

export async function ask(url: string, question: Question = {}): Promise<unknown> {
  const { method = 'POST', body, key, fetch = globalThis.fetch, withinMs = ANSWER_MS } = question
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (key) headers.authorization = `Bearer ${key}`
  const signal = AbortSignal.timeout(withinMs)
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  try {
    const response = await fetch(url, { method, headers, signal, ...sent })
    const answer = await response.json().catch(() => undefined)
    if (response.ok) return answer
    throw toldRefusal(answer) ?? unexplained(url, response.status)
  } catch (error) {
    throw isOurs(error) ? error : refused('unavailable', `${url} does not answer`, error)
  }
}

/** `/v1/rooms/{room}` on a server, with or without a slash at its end. */
export function roomUrl(server: string, room: string): string {
  return `${server.replace(/\/+$/, '')}/v1/rooms/${encodeURIComponent(room)}`
}

/** Something between us and the server spoke, in a language that is not ours. */
function unexplained(url: string, status: number): BarrageError {
  const passing = status === 429 || status >= 500
  return refused(passing ? 'unavailable' : 'notFound', `${url} answers with status ${status}`)
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'BarrageError'
}
