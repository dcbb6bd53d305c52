// A client that waits for Redis however long it takes, for who blocks on it and has nothing else
// to do: BullMQ's workers ask for one. They copy it for commands that block, and keep the
// copies to themselves; here all are known, so that all can be ended when Redis is away.

import { Redis, type RedisOptions } from 'ioredis'
import { LOADING_RETRY_MS, retryStrategy } from './connection.ts'

export class PatientClient extends Redis {
  readonly #copies: Redis[] = []

  /** @param name what it is for, as `CLIENT LIST` shows it */
  constructor(url: string, name: string) {
    super(url, {
      connectionName: `barrage-${name}`,
      maxRetriesPerRequest: null,
      maxLoadingRetryTime: LOADING_RETRY_MS,
      retryStrategy,
      disableClientInfo: true,
    })
    this.on('error', ignore)
  }

  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(override)
    copy.on('error', ignore)
    this.#copies.push(copy)
    return copy
  }

  /** Ends it and its copies; whoever waits for an answer gets an error. */
  async endAll(): Promise<void> {
    await Promise.all([this, ...this.#copies].map(ended))
  }
}

/**
 * A client that waits for its next try would stop trying and never say that it has ended: so
 * it is ended in the middle of that try, half a second later at most.
 */
function ended(client: Redis): Promise<void> {
  if (client.status === 'end') return Promise.resolve()
  return new Promise(resolve => {
    client.once('end', resolve)
    if (client.status === 'reconnecting') client.once('connecting', () => client.disconnect())
    else client.disconnect()
  })
}

/** Without somebody who listens every failed try would be printed. */
function ignore(): void {}
