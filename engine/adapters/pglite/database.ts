// A PGlite that runs in a thread of its own, seen from here. Starting it takes seconds of
// pure computing, and a large batch takes tens of ms: on the event loop that serves viewers
// both would be stalls that everybody sees.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Rows } from '../sql/sql.ts'
import { type Answered, type Asked, CLOSE } from './thread-messages.ts'

type Waiting = { readonly resolve: (rows: Rows) => void; readonly reject: (error: Error) => void }

export class Database {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #gone: Error | undefined

  /** @throws whatever keeps it from starting: the folder, most likely */
  static async open(folder: string | undefined): Promise<Database> {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { folder } })
    await once(worker, 'message') // that it is open; an error rejects
    return new Database(worker)
  }

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (answered: Answered) => this.#answer(answered))
    worker.on('error', failure => this.#end(failure))
    worker.on('exit', () => this.#end(new Error('the embedded database has ended')))
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

  async close(): Promise<void> {
    if (this.#gone) return
    this.#worker.postMessage(CLOSE)
    await once(this.#worker, 'exit')
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
