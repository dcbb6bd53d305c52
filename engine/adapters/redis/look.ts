// A look at a Redis before anything depends on it: is it there, which version, and does it
// take writes? One connection, one command, no second try.

import { Redis } from 'ioredis'
import { Fault } from '../../fault.ts'
import { isCluster, serverUrl } from './client.ts'
import { whatIsWrong } from './trouble.ts'

export type SeenRedis = { readonly version: string; readonly isReplica: boolean }

/** @throws Fault `store-unavailable`, in words */
export async function lookAtRedis(url: string, timeoutMs: number): Promise<SeenRedis> {
  const client = new Redis(serverUrl(url), {
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let lastError: Error | undefined
  client.on('error', error => {
    lastError = error
  })
  try {
    const info = await client.info()
    if (fieldOf(info, 'loading') === '1') throw new Error('LOADING')
    return {
      version: fieldOf(info, 'redis_version'),
      isReplica: fieldOf(info, 'role') === 'slave' && !isCluster(url), // it names its primary
    }
  } catch (cause) {
    const error = lastError ?? (cause as Error)
    const what = whatIsWrong(error, timeoutMs)
    throw new Fault('store-unavailable', `Redis ${what}`, error)
  } finally {
    client.disconnect()
  }
}

function fieldOf(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''
}
