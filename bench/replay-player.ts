// A process that plays the past, and questions to it.

import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { StreamId } from '../engine/ids.ts'
import { startPinned } from './pinned.ts'
import { RawHttp } from './raw-http.ts'

const PROGRAM = fileURLToPath(new URL('../test/fixtures/replay-process.js', import.meta.url))

type State = {
  readonly rss: number
  readonly mostReads: number
  readonly refused: number
  readonly cpuMs: number
}
type Manifest = { readonly segments: { readonly url: string; readonly rows: readonly number[][] } }

export class Player {
  readonly url: string
  readonly #child: ChildProcess
  readonly #stream: StreamId

  /** @param where the database, the Redis, and what its keys begin with */
  static async start(where: readonly string[], stream: StreamId): Promise<Player> {
    const child = startPinned(PROGRAM, where)
    child.stdout?.resume()
    const [{ url }] = await once(child, 'message')
    return new Player(url, child, stream)
  }

  private constructor(url: string, child: ChildProcess, stream: StreamId) {
    this.url = url
    this.#child = child
    this.#stream = stream
  }

  async state(): Promise<State> {
    this.#child.send('state')
    const [state] = await once(this.#child, 'message')
    return state
  }

  async manifest() {
    const path = `/v1/replay/${this.#stream}`
    const plain = await this.#ask(path, 'identity')
    const packed = await this.#ask(path, 'gzip')
    const { segments } = JSON.parse(plain.toString()) as Manifest
    const urls = segments.rows.map(row => urlOf(segments.url, row))
    return { urls, bytes: { plain: plain.length, gzip: packed.length } }
  }

  /** How long each took, one after the other in no order; all must come from this layer. */
  async seeks(urls: readonly string[], layer: string): Promise<number[]> {
    const took: number[] = []
    const connection = new RawHttp(this.url)
    for (let n = 0; n < urls.length; n++) {
      const url = urls[(n * 7_919) % urls.length] as string
      const began = performance.now()
      const { status, layer: from } = await connection.get(url)
      took.push(performance.now() - began)
      if (status !== 200 || from !== layer) throw new Error(`${url}: ${status} ${from}`)
    }
    connection.close()
    return took
  }

  async end(): Promise<void> {
    this.#child.disconnect()
    await once(this.#child, 'exit')
  }

  /** As it came over the wire. */
  #ask(path: string, coding: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const asked = request(this.url + path, { headers: { 'accept-encoding': coding } }, answer => {
        const pieces: Buffer[] = []
        answer.on('data', piece => pieces.push(piece))
        answer.on('end', () => resolve(Buffer.concat(pieces)))
      })
      asked.on('error', reject).end()
    })
  }
}

function urlOf(url: string, [from, to, generation]: readonly number[]): string {
  const numbers: Record<string, number | undefined> = { from, to, generation }
  return url.replace(/\{(\w+)\}/g, (_, name) => `${numbers[name]}`)
}
