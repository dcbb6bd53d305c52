// Puts a recording into the archive as a stream that is over, with its own times: begun, sent in
// batches while the file is still being read, ended. What was said does not go through the room.
//
// A file that breaks off leaves nothing behind, unless what came before is to be kept; the place
// is told either way.

import { stat } from 'node:fs/promises'
import type { Fetch } from '../client/ask.ts'
import { BarrageError } from '../client/barrage-error.ts'
import { Fault } from '../engine/fault.ts'
import { batches } from './batches.ts'
import type { Terminal } from './command.ts'
import { readRecording } from './comment-file/read-recording.ts'
import type { Recorded, Skip } from './comment-file/recorded.ts'
import { importSummary, type Tally } from './import-summary.ts'
import { type Added, type Batch, ImportsApi } from './imports-api.ts'
import { ProgressLine } from './progress-line.ts'
import { checkTarget, refusedBy, type Target } from './target.ts'

export type ImportOptions = Target &
  Terminal & {
    readonly file: string
    /** When the stream began, ms since 1970; as the file says, or when it was last changed. */
    readonly at?: number | undefined
    /** Of a file that breaks off, what came before stays. */
    readonly keepPartial: boolean
    readonly now?: () => number
    readonly pause?: (ms: number) => Promise<unknown>
    readonly fetch?: Fetch
  }

/** On the way at once: one is being prepared while two are being stored. */
const AT_ONCE = 3
/** The last comment has the time to cross the picture. */
const TAIL_MS = 10_000

/** True when all of the file was read. Throws a Fault when nothing of it was kept. */
export async function importRecording(options: ImportOptions): Promise<boolean> {
  checkTarget(options)
  const importing = new Importing(options)
  try {
    return await importing.run()
  } catch (error) {
    throw error instanceof BarrageError ? refusedBy(options, error) : error
  }
}

class Importing {
  readonly #options: ImportOptions
  readonly #api: ImportsApi
  readonly #line: ProgressLine
  readonly #now: () => number
  readonly #tally: Tally = { taken: 0, refused: new Map(), skipped: new Map() }
  readonly #onTheWay = new Set<Promise<void>>()
  /** Of a batch that the server did not take. */
  #failure: unknown
  #stream: string | undefined
  #startedAt: number | undefined
  #lastMs = 0
  #beganAt = 0
  #readBytes = 0
  #fileBytes = 1

  constructor(options: ImportOptions) {
    this.#options = options
    this.#api = new ImportsApi(options)
    this.#line = new ProgressLine(options.progress)
    this.#now = options.now ?? Date.now
  }

  async run(): Promise<boolean> {
    const { keepPartial, progress, result } = this.#options
    this.#beganAt = this.#now()
    const trouble = await this.#sendAll().catch(error => this.#giveUp(error))
    if (trouble && !(keepPartial && this.#tally.taken > 0))
      return this.#giveUp(new Fault('bad-file', `${trouble}; nothing was kept`))
    const stream = await this.#begun()
    await this.#api.end(stream, this.#lastMs + TAIL_MS)
    this.#show(true)
    if (trouble) progress.write(`${trouble}; what came before was kept\n`)
    result.write(importSummary({ ...this.#options, stream, tally: this.#tally }))
    return !trouble
  }

  /** What is wrong with the file, if anything. Throws when the server refuses. */
  async #sendAll(): Promise<string | undefined> {
    try {
      for await (const batch of batches(this.#recorded())) {
        while (this.#onTheWay.size >= AT_ONCE) await Promise.race(this.#onTheWay)
        if (this.#failure) break
        this.#send(batch, await this.#begun())
      }
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'bad-file')) throw error
      return error.message
    } finally {
      await Promise.all(this.#onTheWay)
    }
    if (this.#failure) throw this.#failure
    return this.#options.signal.aborted ? 'interrupted' : undefined
  }

  #send(batch: Batch, stream: string): void {
    const added = this.#api
      .add(stream, batch)
      .then(answer => this.#count(answer))
      .catch(error => {
        this.#failure ??= error
      })
    this.#onTheWay.add(added)
    void added.then(() => this.#onTheWay.delete(added))
  }

  #count({ taken, refused }: Added): void {
    this.#tally.taken += taken
    for (const { code, text } of refused) count(this.#tally.refused, `${code} ${text}`)
    this.#show(false)
  }

  async *#recorded(): AsyncGenerator<readonly Recorded[]> {
    const { file, signal } = this.#options
    const notes = {
      skip: (why: Skip) => count(this.#tally.skipped, why),
      startedAt: (ms: number) => {
        this.#startedAt = ms
      },
    }
    const onRead = (bytes: number) => {
      this.#readBytes = bytes
    }
    for await (const lot of readRecording(file, notes, onRead)) {
      if (signal.aborted) return
      for (const { atMs } of lot) this.#lastMs = Math.max(this.#lastMs, atMs)
      yield lot
    }
  }

  /** The stream's id; whoever asks first begins it. */
  async #begun(): Promise<string> {
    if (this.#stream) return this.#stream
    const { file, at } = this.#options
    const { size, mtimeMs } = await stat(file)
    this.#fileBytes = Math.max(1, size)
    this.#stream = await this.#api.begin(at ?? this.#startedAt ?? Math.floor(mtimeMs))
    return this.#stream
  }

  /** Nobody is told of a stream that has not ended; what is left of it need not lie there. */
  async #giveUp(error: unknown): Promise<never> {
    if (this.#stream) await this.#api.drop(this.#stream).catch(() => {})
    throw error
  }

  #show(last: boolean): void {
    const { taken } = this.#tally
    const now = this.#now()
    const perSecond = Math.round((taken * 1_000) / Math.max(1, now - this.#beganAt))
    const done = last ? 1 : this.#readBytes / this.#fileBytes
    const said = `${taken} comments, ${perSecond} a second, ${Math.floor(done * 100)} %`
    this.#line.show({ done, said }, now, last)
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
