// A cluster with its services, for tests that break them: everything on ports of its own and
// in a folder of its own, and a hand on each part.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from '../../deploy/cluster/start-cluster.ts'
import { type Services, startServices } from '../../deploy/services/start-services.ts'
import { readKeys } from '../../http/keys-on-disk.ts'
import { NO_ENTER_NOTICES, NO_LADDER } from '../flows/live.ts'

export type Asked<T> = { readonly status: number; readonly body: T }

/** Who waits longer for an answer asks again; a log that is away says so after 5 s. */
const PATIENCE_MS = 8_000
/** Four times what is said: what comes late by an outage is shown as far as it fits, and the rest told. */
const WIDE = [
  { members: 0, perSecond: 2_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

export class Stand {
  readonly services: Services
  readonly cluster: Cluster
  /** What the processes said. */
  readonly lines: readonly string[]
  readonly #folder: string
  readonly #keys: { readonly application: string; readonly operator: string }

  /** @param more settings for all processes */
  static async start(more: Readonly<Record<string, string>> = {}): Promise<Stand> {
    const folder = mkdtempSync(join(tmpdir(), 'barrage-faults-'))
    const services = await startServices({ folder: join(folder, 'services') })
    const data = join(folder, 'data')
    const lines: string[] = []
    const onLine = (name: string, line: string) => void lines.push(`${name} ${line}`)
    const own = { BARRAGE_LOG_LEVEL: 'warn', BARRAGE_DATA_FOLDER: data }
    const env = { ...own, ...NO_ENTER_NOTICES, ...NO_LADDER, ...more }
    try {
      const cluster = await startCluster({ urls: services.urls, folder: data, env, onLine })
      return new Stand({ folder, services, cluster, lines })
    } catch (failure) {
      await services.stop()
      throw failure
    }
  }

  private constructor(parts: {
    readonly folder: string
    readonly services: Services
    readonly cluster: Cluster
    readonly lines: readonly string[]
  }) {
    this.services = parts.services
    this.cluster = parts.cluster
    this.lines = parts.lines
    this.#folder = parts.folder
    const keys = readKeys(join(parts.folder, 'data'))
    if (!keys) throw new Error('the cluster made no keys')
    this.#keys = keys
  }

  /** @returns who did not end well */
  async stop(): Promise<readonly string[]> {
    const unwell = await this.cluster.stop()
    await this.services.stop()
    rmSync(this.#folder, { recursive: true, force: true })
    return unwell
  }

  /** A room with a stream, whose viewers are given everything. */
  async openRoom(room: string): Promise<string> {
    const opened = await this.application<{ stream: string }>('POST', `/v1/rooms/${room}/stream`)
    if (opened.status !== 201) throw new Error(`${room} did not open: ${opened.status}`)
    await this.operator('PUT', `/admin/v1/rooms/${room}/quota`, WIDE)
    return opened.body.stream
  }

  application<T>(method: string, path: string, body?: unknown): Promise<Asked<T>> {
    return ask(this.cluster.url + path, method, this.#keys.application, body)
  }

  operator<T>(method: string, path: string, body?: unknown): Promise<Asked<T>> {
    return ask(this.cluster.adminUrl + path, method, this.#keys.operator, body)
  }
}

async function ask<T>(url: string, method: string, key: string, body: unknown): Promise<Asked<T>> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T }
}
