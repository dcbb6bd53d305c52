// A connection to Redis, as everything here has one, so that all of them fail in the same way:
// soon, with a Fault, and with a sentence that says what to do.
//
// A command given while the connection is coming (at the start, or just lost) waits for it,
// and for no longer than `timeoutMs` after it was lost; beyond that commands fail at once,
// until it is back. Nothing is sent twice behind our backs: what was under way when the
// connection broke has failed, and whoever asked decides. So every command ends within
// 2 × `timeoutMs`, and what waits here is bounded.

import type { Redis } from 'ioredis'
import { Fault } from '../../fault.ts'
import { hostOf, makeClient } from './client.ts'
import { whatIsWrong } from './trouble.ts'

export type RedisConnectionOptions = {
  /** `redis://[user:password@]host:port[/db]`, `rediss://` with TLS, `redis+cluster://` (client.ts). */
  readonly url: string
  /** What it is for, as `CLIENT LIST` shows it. */
  readonly name: string
  /** How long a command may take. */
  readonly timeoutMs?: number
  /** How many commands may wait for the connection to come. */
  readonly mostWaiting?: number
  /** Many commands are given at once: those of one turn of the event loop leave in one write. */
  readonly many?: boolean
}

/**
 * Viewers notice a second and a half; 10,000 waiting commands are more than the streams of
 * one process can bring about in a second.
 */
const DEFAULTS = { timeoutMs: 1_000, mostWaiting: 10_000, many: false }
/** It is tried again after 50, 100, 150 … ms, so that what came back is found within 2 s. */
const RETRY_STEP_MS = 50
const LONGEST_RETRY_MS = 500
/** While it loads its data it is asked this often whether it has. */
export const LOADING_RETRY_MS = 250
/** A socket from which nothing comes for so many time limits is given up. */
const SILENT_LIMITS = 3
/** A primary that has become a replica is dialled again this often: its name may lead elsewhere. */
const REDIAL_MS = 1_000

/** What commands wait for while there is hope. */
type Coming = { readonly promise: Promise<void>; readonly end: (failure?: Error) => void }

export class RedisConnection {
  /** For commands that need no wait, and for events; everything else goes through `run`. */
  readonly client: Redis
  /** Host and port, without what is secret. */
  readonly where: string
  readonly #options: Required<RedisConnectionOptions>
  #coming: Coming | undefined
  #down = false
  #holds = false
  #waiting = 0
  #lastError: Error | undefined
  #closed = false

  constructor(options: RedisConnectionOptions) {
    this.#options = { ...DEFAULTS, ...options }
    this.where = hostOf(options.url)
    this.#await()
    this.client = makeClient(options.url, clientOptions(this.#options))
    this.client.on('ready', () => this.#arrived())
    this.client.on('close', () => this.#lost())
    this.client.on('connect', () => this.#reached())
    this.client.on('error', error => {
      this.#lastError = error
    })
  }

  get isUp(): boolean {
    return this.client.status === 'ready'
  }

  /** @throws Fault `store-unavailable` */
  async run<T>(command: (client: Redis) => Promise<T>): Promise<T> {
    if (!this.isUp) await this.#arrival()
    if (this.#options.many) this.#hold()
    try {
      return await command(this.client)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      throw this.#fault(error)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#coming?.end(new Error('closed'))
    this.client.disconnect()
  }

  /** What is given in this turn of the event loop leaves in one write after it. */
  #hold(): void {
    const { stream } = this.client
    if (this.#holds || !stream) return // a cluster has one for each of its nodes
    this.#holds = true
    stream.cork()
    process.nextTick(() => {
      this.#holds = false
      stream.uncork()
    })
  }

  async #arrival(): Promise<void> {
    if (this.#closed) throw this.#fault(new Error('the connection was closed'))
    if (this.#down || !this.#coming || this.#waiting >= this.#options.mostWaiting)
      throw this.#fault(this.#lastError)
    this.#waiting++
    try {
      await this.#coming.promise
    } catch {
      throw this.#fault(this.#lastError)
    } finally {
      this.#waiting--
    }
  }

  #arrived(): void {
    this.#lastError = undefined
    this.#down = false
    this.#coming?.end()
    this.#coming = undefined
  }

  /** It can be reached after all; what it answered, as that it wants a password, still holds. */
  #reached(): void {
    if (this.#lastError && 'syscall' in this.#lastError) this.#lastError = undefined
  }

  #lost(): void {
    if (!this.#coming && !this.#down && !this.#closed) this.#await()
  }

  /** One timer and one promise, however many wait. */
  #await(): void {
    let end: Coming['end'] = () => {}
    const promise = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => this.#gaveUp(), this.#options.timeoutMs)
      end = failure => {
        clearTimeout(timer)
        if (failure) reject(failure)
        else resolve()
      }
    })
    promise.catch(() => {}) // often nobody waits
    this.#coming = { promise, end }
  }

  #gaveUp(): void {
    this.#down = true
    this.#coming?.end(new Error('not in time'))
    this.#coming = undefined
  }

  #fault(error: Error | undefined): Fault {
    const what = whatIsWrong(error, this.#options.timeoutMs)
    return new Fault('store-unavailable', `Redis at ${this.where} ${what}`, error)
  }
}

export function retryStrategy(tries: number): number {
  return Math.min(tries * RETRY_STEP_MS, LONGEST_RETRY_MS)
}

function clientOptions({ name, timeoutMs }: Required<RedisConnectionOptions>) {
  return {
    connectionName: `barrage-${name}`,
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    socketTimeout: SILENT_LIMITS * timeoutMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: LOADING_RETRY_MS,
    retryStrategy,
    reconnectOnError: redialling(),
    disableClientInfo: true,
  }
}

function redialling(): (error: Error) => boolean {
  let last = performance.now()
  return ({ message }) => {
    if (!message.startsWith('READONLY') || performance.now() - last < REDIAL_MS) return false
    last = performance.now()
    return true
  }
}
