// Load on a process that plays the past: as much as it takes, so much a second, all at once.

import { Agent, get } from 'node:http'
import autocannon from 'autocannon'

const CONNECTIONS = 50
/** Handshakes under way at once, so that the listening socket's queue holds them. */
const CONNECTING_AT_ONCE = 400

export type Load = {
  readonly perSecond: number
  readonly errors: number
  readonly p50: number
  readonly p99: number
}

export function throughput(url: string, paths: readonly string[], seconds: number): Promise<Load> {
  return load(url, paths, { duration: seconds })
}

/** With a rate, so that a stall is seen in the latencies. */
export function steadily(
  url: string,
  paths: readonly string[],
  { seconds, perSecond }: { readonly seconds: number; readonly perSecond: number },
): Promise<Load> {
  return load(url, paths, { duration: seconds, overallRate: perSecond })
}

async function load(
  url: string,
  paths: readonly string[],
  options: Partial<autocannon.Options>,
): Promise<Load> {
  const headers = { 'accept-encoding': 'br' }
  const requests = paths.map(path => ({ method: 'GET' as const, path, headers }))
  const setupClient = keepNoBodies
  const all = { url, requests, connections: CONNECTIONS, setupClient, ...options }
  const result = await autocannon(all)
  return {
    perSecond: Math.round(result.requests.average),
    errors: result.errors + result.non2xx + result.timeouts,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

/** autocannon makes text of every body: of compressed bytes that costs it more than all the rest. */
function keepNoBodies(client: autocannon.Client): void {
  const { pipelinedRequests } = client as unknown as {
    readonly pipelinedRequests: { addBody: (bytes: Buffer) => void }
  }
  pipelinedRequests.addBody = () => {}
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
