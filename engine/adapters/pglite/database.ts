// A PGlite that runs in a thread of its own, seen from here. Starting it takes a
// second of pure computing, and a large batch takes tens of ms: on the event loop that serves
// viewers both would be stalls that everybody sees.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Rows } from '../sql/sql.ts'
import { type Answered, type Asked, CLOSE } from './thread-messages.ts'

type Waiting = { readonly resolve: (rows: Rows) => void; readonly reject: (error: Error) => void }

export class Database {
  /** Resolves when it is open; rejects with whatever keeps it from that: the folder, most likely. */
  readonly opened: Promise<void>
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #isOpen = false
  #asked = 0
  #gone: Error | undefined

  constructor(folder: string | undefined) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { folder } })
    this.#worker.on('error', failure => this.#end(failure))
    this.#worker.on('exit', () => this.#end(new Error('the embedded database has ended')))
    this.opened = this.#open()
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** False when its thread has ended: open another. */
  get alive(): boolean {
    return this.#gone === undefined
  }

  ask(text: string, params?: readonly unknown[]): Promise<Rows> {
    if (this.#gone) return Promise.reject(this.#gone)
    const id = ++this.#asked
    const asked: Asked = { id, text, ...(params ? { params } : {}) }
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage(asked)
    })
  }

  /** One that is not open yet has nothing to keep: it is not waited for. */
  async close(): Promise<void> {
    if (this.#gone) return
    if (!this.#isOpen) {
      await this.#worker.terminate()
      return
    }
    this.#worker.postMessage(CLOSE)
    await once(this.#worker, 'exit')
  }

  async #open(): Promise<void> {
    await Promise.race([once(this.#worker, 'message'), this.#exit()])
    this.#isOpen = true
    this.#worker.on('message', (answered: Answered) => this.#answer(answered))
  }

  async #exit(): Promise<never> {
    await once(this.#worker, 'exit')
    throw this.#gone
  }

  #answer(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id)
    this.#waiting.delete(answered.id)
    if ('error' in answered) waiting?.reject(answered.error)
    else waiting?.resolve({ rows: answered.rows })
  }

  #end(why: Error): void {
    this.#gone ??= why
    for (const { reject } of this.#waiting.values()) reject(this.#gone)
    this.#waiting.clear()
  }
}
