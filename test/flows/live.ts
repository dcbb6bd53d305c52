// Barrage as a flow test needs it, spoken to over HTTP and WebSocket alone: everything in one
// process, on ports that are free, with a data folder of its own and an archive in memory; or
// whatever else answers in the same way, as a cluster does (test/cluster/).

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Barrage, startBarrage } from '../../barrage.ts'
import { loadConfig } from '../../config/load.ts'
import type { JoinAnswer } from '../../engine/wire/frames.ts'
import { makeLog } from '../../http/log.ts'
import { Viewer } from './viewer.ts'

export type Answered<T> = { readonly status: number; readonly body: T }

/** Every room is read at once, on notice. */
export const SMALL = {
  BARRAGE_EDGE_BIG_ROOM_ENTER: '1000000',
  BARRAGE_EDGE_BIG_ROOM_LEAVE: '999999',
}
/** Every room is read by its tick, into the cache. */
export const BIG = { BARRAGE_EDGE_BIG_ROOM_ENTER: '1', BARRAGE_EDGE_BIG_ROOM_LEAVE: '0' }

/** Nobody is told who enters: what is said is what the test said. */
export const NO_ENTER_NOTICES = {
  BARRAGE_ENTERING_ALL_BELOW: '0',
  BARRAGE_ENTERING_SAMPLED_BELOW: '0',
}

export type After = { after(fn: () => Promise<void>): void }
export type Env = Readonly<Record<string, string>>
/** Where a flow test gets its Barrage from; it ends with the test. */
export type OpenLive = (t: After, env?: Env) => Promise<Live>

export class Live {
  readonly barrage: Barrage
  /** A room that this test has to itself. */
  readonly lobby: string

  /** @param env settings as the environment gives them: `BARRAGE_EDGE_BIG_ROOM_ENTER: '2'` */
  static async start(t: After, env: Env = {}): Promise<Live> {
    const folder = mkdtempSync(join(tmpdir(), 'barrage-'))
    const loaded = loadConfig({
      role: 'all',
      env: { ...FOR_TESTS, BARRAGE_DATA_FOLDER: folder, ...env },
    })
    if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
    const live = new Live(await startBarrage(loaded.config, makeLog(loaded.config.logLevel)))
    t.after(async () => {
      await live.barrage.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    return live
  }

  constructor(barrage: Barrage, { lobby = 'lobby' } = {}) {
    this.barrage = barrage
    this.lobby = lobby
  }

  /** Lets somebody into a room; the first opens it. */
  join(room: string, body: object = {}): Promise<JoinAnswer> {
    return this.letIn(room, body)
  }

  /** Lets in somebody whom the application vouches for: `viewer`, and `role`, `level` and so on. */
  joinAs(room: string, account: object): Promise<JoinAnswer> {
    return this.letIn(room, account, this.barrage.keys.application)
  }

  protected async letIn(room: string, body: object, key?: string): Promise<JoinAnswer> {
    const path = `/v1/rooms/${room}/join`
    const { status, body: answer } = await this.ask<JoinAnswer>('POST', path, body, key)
    if (status !== 200) throw new Error(`join ${room}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }

  /** Joins and opens the socket. */
  async enter(room: string, body: object = {}): Promise<Viewer> {
    return Viewer.enter(await this.join(room, body))
  }

  /** Many at once, a few handshakes at a time. */
  async crowd(room: string, size: number): Promise<Viewer[]> {
    const viewers: Viewer[] = []
    while (viewers.length < size) {
      const some = Math.min(HANDSHAKES_AT_ONCE, size - viewers.length)
      viewers.push(...(await Promise.all(Array.from({ length: some }, () => this.enter(room)))))
    }
    return viewers
  }

  /** As the application's server, with its key. */
  application<T>(method: string, path: string, body?: unknown): Promise<Answered<T>> {
    return this.ask(method, path, body, this.barrage.keys.application)
  }

  /** As an operator, with the operator's key, on the admin port. */
  operator<T>(method: string, path: string, body?: unknown): Promise<Answered<T>> {
    return this.ask(method, path, body, this.barrage.keys.operator, this.barrage.adminUrl)
  }

  async ask<T>(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
    server = this.barrage.url,
  ): Promise<Answered<T>> {
    const response = await fetch(server + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T }
  }
}

const HANDSHAKES_AT_ONCE = 50
/** A test says when a room is spared something: a busy machine does not. */
export const NO_LADDER = { BARRAGE_LADDER_MOST: '0' }
const FOR_TESTS = {
  BARRAGE_PORT: '0',
  BARRAGE_ADMIN_PORT: '0',
  BARRAGE_LOG_LEVEL: 'warn',
  BARRAGE_ARCHIVE_URL: 'memory:',
  ...NO_ENTER_NOTICES,
  ...NO_LADDER,
}
