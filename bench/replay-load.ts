// Load on a process that plays the past: as much as it takes, so much a second, all at once.
//
// As much as it takes is autocannon's. At a rate, autocannon sends what is due in a second at its
// beginning, as fast as it goes, and counts an answer that is 30 ms late thirty times; so here
// each request goes out when it is due, and its time is counted from then.

import { Agent, get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { build } from 'hdr-histogram-js'
import { keepNoBodies } from '../loadtest/run/keep-no-bodies.ts'
import { RawHttp } from './raw-http.ts'

const CONNECTIONS = 50
/** A histogram's step is a tenth of a millisecond. */
const STEPS_PER_MS = 10
/** Handshakes under way at once, so that the listening socket's queue holds them. */
const CONNECTING_AT_ONCE = 400

/** As much as it takes. */
export async function throughput(
  url: string,
  paths: readonly string[],
  seconds: number,
): Promise<{ readonly perSecond: number; readonly errors: number }> {
  const headers = { 'accept-encoding': 'br' }
  const requests = paths.map(path => ({ method: 'GET' as const, path, headers }))
  const all = { url, requests, connections: CONNECTIONS, duration: seconds }
  const result = await autocannon({ ...all, setupClient: keepNoBodies })
  return {
    perSecond: Math.round(result.requests.average),
    errors: result.errors + result.non2xx + result.timeouts,
  }
}

export type Steady = {
  readonly perSecond: number
  readonly errors: number
  readonly p50: number
  readonly p99: number
}

/** Each request at its moment, whatever became of those before. */
export async function steadily(
  url: string,
  paths: readonly string[],
  { seconds, perSecond }: { readonly seconds: number; readonly perSecond: number },
): Promise<Steady> {
  const times = build({ numberOfSignificantValueDigits: 3 })
  const began = performance.now()
  let [next, errors] = [0, 0]
  const connection = async () => {
    const http = new RawHttp(url)
    for (let n = next++; n < seconds * perSecond; n = next++) {
      const dueAt = began + (n * 1_000) / perSecond
      const earlyMs = dueAt - performance.now()
      if (earlyMs > 0) await pause(earlyMs)
      // A timer that is late is this program's fault, a connection that is still busy is not.
      const since = earlyMs > 0 ? performance.now() : dueAt
      const { status } = await http.get(paths[n % paths.length] as string)
      if (status !== 200) errors++
      times.recordValue(Math.round((performance.now() - since) * STEPS_PER_MS))
    }
    http.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  const at = (percentile: number) => times.getValueAtPercentile(percentile) / STEPS_PER_MS
  return { perSecond, errors, p50: at(50), p99: at(99) }
}

/** Every viewer has a connection open, and then all ask at the same moment. */
export async function rushOf(
  url: string,
  paths: readonly string[],
  viewers: number,
): Promise<{ readonly errors: number; readonly slowestMs: number }> {
  const agents = Array.from(
    { length: viewers },
    () => new Agent({ keepAlive: true, maxSockets: 1 }),
  )
  for (let n = 0; n < viewers; n += CONNECTING_AT_ONCE)
    await Promise.all(
      agents.slice(n, n + CONNECTING_AT_ONCE).map(agent => ask(`${url}/v1/none`, agent)),
    )
  const began = performance.now()
  const answers = await Promise.all(
    agents.map(async (agent, n) => {
      const status = await ask(url + (paths[n % paths.length] as string), agent)
      return { isFine: status === 200, ms: performance.now() - began }
    }),
  )
  for (const agent of agents) agent.destroy()
  return {
    errors: answers.filter(({ isFine }) => !isFine).length,
    slowestMs: Math.round(Math.max(...answers.map(({ ms }) => ms))),
  }
}

function ask(url: string, agent: Agent): Promise<number> {
  return new Promise(resolve => {
    const headers = { 'accept-encoding': 'br' }
    get(url, { agent, headers }, answer => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    }).on('error', () => resolve(0))
  })
}
