// Requests over HTTP at a fixed rate, in a process of their own so that they hold up nobody:
// autocannon with a rate, which asks on time whatever the answers do (http-child.ts).

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { ReplayReader } from '../../client/replay-reader.ts'
import type { HttpResult } from '../result.ts'
import type { Requests } from '../scenario.ts'

const CHILD = new URL('http-child.js', import.meta.url)
/** At most so many of a stream's segments: players ask for the same few. */
const MOST_SEGMENTS = 200
/** What autocannon takes to come to an end. */
const GRACE_MS = 20_000

export type HttpTask = {
  readonly url: string
  readonly perSecond: number
  readonly seconds: number
  readonly requests: readonly {
    readonly method: 'GET' | 'POST'
    readonly path: string
    readonly body?: string
    readonly headers?: Record<string, string>
  }[]
}

export type HttpMeasured = Omit<HttpResult, 'name' | 'asked' | 'perSecond'>

export type HttpPlace = {
  readonly server: string
  readonly room: string
  readonly stream: string
}

/** As a browser asks: what replay tells is compressed once, and then ready. */
const AS_BROWSERS = { 'accept-encoding': 'br' }
/** A load that ended without a word: nothing of it was answered. */
const NOTHING = { answered: 0, p50: 0, p99: 0, max: 0 }

/** Runs for its time, and then tells. */
export async function httpLoad(load: Requests, place: HttpPlace): Promise<HttpResult> {
  const { name, perSecond, forSeconds } = load
  const requests = await requestsOf(load, place)
  const asked = Math.round(perSecond * forSeconds)
  const task: HttpTask = {
    url: place.server,
    perSecond,
    seconds: forSeconds,
    requests,
  }
  const told = await measured(task).catch(() => ({ ...NOTHING, failed: asked }))
  return { name, asked, perSecond, ...told }
}

async function measured(task: HttpTask): Promise<HttpMeasured> {
  const child = fork(CHILD, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    child.send(task)
    const signal = AbortSignal.timeout(task.seconds * 1_000 + GRACE_MS)
    const [told] = (await once(child, 'message', { signal })) as [HttpMeasured]
    return told
  } finally {
    child.kill('SIGKILL')
  }
}

async function requestsOf(load: Requests, place: HttpPlace): Promise<HttpTask['requests']> {
  const { method, body, path } = load
  const paths = path.includes('{segment}') ? await segmentPaths(path, place) : [filled(path, place)]
  const json = body && { body: JSON.stringify(body) }
  const headers = { ...AS_BROWSERS, ...(json && { 'content-type': 'application/json' }) }
  return paths.map(one => ({ method, path: one, ...json, headers }))
}

/** Those of the manifest; the manifest itself while it has none. */
async function segmentPaths(path: string, { server, stream }: HttpPlace): Promise<string[]> {
  const pieces = await new ReplayReader({ server, stream }).pieces().catch(() => [])
  const paths = pieces.slice(-MOST_SEGMENTS).map(({ url }) => path.replace('{segment}', url))
  return paths.length > 0 ? paths : [`/v1/replay/${stream}`]
}

function filled(path: string, { room, stream }: HttpPlace): string {
  return path.replace('{room}', room).replace('{stream}', stream)
}
