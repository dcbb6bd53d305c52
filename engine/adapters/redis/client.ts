// Makes clients of Redis: of one server, or of a Redis Cluster, whose address names some of
// its nodes: `redis+cluster://host:port[?addr=host:port&addr=…]`. To whoever gives commands
// the two are the same, for all keys of a command carry one hash tag.

import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { Fault } from '../../fault.ts'

const CLUSTER = /^redis(s?)\+cluster:/
const PORT = 6379
/** A node that moved or failed over is asked for again this often, so many times. */
const REDIRECTIONS = 4
const AGAIN_MS = 100

/** @throws Fault `bad-config`: the address is none */
export function makeClient(url: string, options: Omit<RedisOptions, 'replyMapping'>): Redis {
  if (!CLUSTER.test(url)) return new Redis(url, options)
  const { username, password, protocol } = parsed(url)
  const redisOptions = {
    ...options,
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol.startsWith('rediss') ? { tls: {} } : {}),
  }
  const { enableOfflineQueue = true, retryStrategy } = options
  const cluster = new Cluster(nodesOf(url), {
    redisOptions,
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    maxRedirections: REDIRECTIONS,
    retryDelayOnFailover: AGAIN_MS,
    retryDelayOnClusterDown: AGAIN_MS,
    slotsRefreshTimeout: options.connectTimeout,
  })
  return cluster as unknown as Redis // it has the same commands and tells the same events
}

/** Where it is, without what is secret: the first node, of a cluster. */
export function hostOf(url: string): string {
  return parsed(url).host
}

/** The address of one server that can be asked about itself. */
export function serverUrl(url: string): string {
  return url.replace(CLUSTER, 'redis$1:').replace(/\?.*$/, '')
}

export function isCluster(url: string): boolean {
  return CLUSTER.test(url)
}

function nodesOf(url: string): { host: string; port: number }[] {
  const { hostname, port, searchParams } = parsed(url)
  const others = searchParams.getAll('addr').map(addr => new URL(`redis://${addr}`))
  return [{ hostname, port }, ...others].map(node => ({
    host: node.hostname,
    port: Number(node.port || PORT),
  }))
}

function parsed(url: string): URL {
  try {
    return new URL(url)
  } catch (cause) {
    throw new Fault('bad-config', 'an address of Redis is not one', cause)
  }
}
