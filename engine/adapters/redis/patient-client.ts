// A client that waits for Redis however long it takes, for who blocks on it and has nothing else
// to do: BullMQ's workers ask for one. They copy it for commands that block, and keep the
// copies to themselves; here all are known, so that all can be ended when Redis is away.

import type { Redis } from 'ioredis'
import { makeClient } from './client.ts'
import { LOADING_RETRY_MS, retryStrategy } from './connection.ts'

export class PatientClient {
  readonly client: Redis
  readonly #all: Redis[] = []

  /** @param name what it is for, as `CLIENT LIST` shows it */
  constructor(url: string, name: string) {
    this.client = makeClient(url, {
      connectionName: `barrage-${name}`,
      maxRetriesPerRequest: null,
      maxLoadingRetryTime: LOADING_RETRY_MS,
      retryStrategy,
      disableClientInfo: true,
    })
    this.#keep(this.client)
  }

  /** Ends it and its copies; whoever waits for an answer gets an error. */
  async endAll(): Promise<void> {
    await Promise.all(this.#all.map(ended))
  }

  #keep(client: Redis): Redis {
    const duplicate = client.duplicate.bind(client)
    client.duplicate = (...how) => this.#keep(duplicate(...how))
    client.on('error', ignore)
    this.#all.push(client)
    return client
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
