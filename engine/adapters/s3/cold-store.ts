// Cold files in an S3-compatible bucket, which has to be there. Requests are signed by
// aws4fetch; what does not answer in time, or says no, is a fault.

import { AwsClient } from 'aws4fetch'
import { Fault } from '../../fault.ts'
import type { ColdStore, Piece } from '../../ports/cold-store.ts'

export type S3Place = {
  /** `https://host[:port]/bucket`, without a slash. */
  readonly bucket: string
  /** Before every name; '' or ending with a slash. */
  readonly prefix: string
  readonly key: string
  readonly secret: string
}

/** A part is 8 MB: a line that takes longer is as good as down. */
const ANSWER_MS = 30_000
const RETRIES = 2
const ANY_REGION = 'us-east-1'
const NOT_THERE = 404
const BEYOND = 416

export class S3ColdStore implements ColdStore {
  readonly #place: S3Place
  readonly #client: AwsClient

  constructor(place: S3Place) {
    this.#place = place
    const { key: accessKeyId, secret: secretAccessKey } = place
    const of = { service: 's3', region: ANY_REGION, retries: RETRIES }
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, ...of })
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    await this.#ask('PUT', this.#url(name), { body: Uint8Array.from(bytes) })
  }

  async get(name: string, piece?: Piece): Promise<Uint8Array | undefined> {
    const headers: Record<string, string> = piece
      ? { range: `bytes=${piece.from}-${piece.from + piece.length - 1}` }
      : {}
    const answer = await this.#ask('GET', this.#url(name), { headers }, [NOT_THERE, BEYOND])
    if (answer.status === NOT_THERE) return undefined
    return answer.status === BEYOND ? new Uint8Array() : answer.bytes
  }

  async list(prefix: string): Promise<readonly string[]> {
    const names: string[] = []
    let token: string | undefined
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix: this.#place.prefix + prefix })
      if (token) query.set('continuation-token', token)
      const { bytes } = await this.#ask('GET', `${this.#place.bucket}?${query}`)
      const xml = Buffer.from(bytes).toString()
      const keys = [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key)
      names.push(...keys.map(key => key.slice(this.#place.prefix.length)))
      token = /<NextContinuationToken>([^<]*)</.exec(xml)?.[1]
    } while (token)
    return names.sort()
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#ask('DELETE', this.#url(name), {}, [NOT_THERE])
  }

  async close(): Promise<void> {}

  #url(name: string): string {
    return `${this.#place.bucket}/${this.#place.prefix}${name}`
  }

  async #ask(
    method: string,
    url: string,
    more: {
      readonly body?: Uint8Array<ArrayBuffer>
      readonly headers?: Record<string, string>
    } = {},
    fine: readonly number[] = [],
  ): Promise<{ readonly status: number; readonly bytes: Uint8Array }> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS)
      const answer = await this.#client.fetch(url, { method, ...more, signal })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      if (answer.ok || fine.includes(answer.status)) return { status: answer.status, bytes }
      throw new Error(
        `${method} answers ${answer.status} ${Buffer.from(bytes).toString().slice(0, 200)}`,
      )
    } catch (error) {
      const where = `the cold files in ${this.#place.bucket}`
      throw new Fault('cold-unavailable', `${where}: ${(error as Error).message}`, error)
    }
  }
}
