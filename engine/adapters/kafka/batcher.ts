// Collects what is to be appended and sends it in batches, one batch at a time: that is what
// keeps the order, and what keeps an idempotent producer from losing acknowledged records when
// a broker dies.
//
// A batch waits for others as long as the last one took to send, within bounds: what it costs
// to send one hardly depends on its size, so under load fewer and larger ones leave room for
// everything else, and while little is said nobody waits long.
//
// Whoever appends gets an answer within `answerMs`. One that was not handed to `send` by then
// is taken back, and is certainly not in the log; one that was may still get there, for
// sending goes on. At most `mostWaiting` wait; beyond, and while a batch has been under way for
// longer than that, the answer comes at once.

import { Fault } from '../../fault.ts'

/** A batch takes one round trip: so many, so often, are more than one process can say. */
const BATCH_RECORDS = 2_000
/** A broker takes a megabyte per partition and batch unless told otherwise. */
const BATCH_BYTES = 700_000
/** An answer may come this much of `answerMs` late: a tenth. */
const LOOKS = 10

export type Outgoing = {
  readonly topic: string
  readonly partition: number
  readonly value: Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export type BatcherOptions = {
  /** Resolves with the offset of each, in order, once all are durable. */
  readonly send: (batch: readonly Outgoing[]) => Promise<readonly number[]>
  /** How long the first of a batch waits for others, at least and at most. */
  readonly collectMs: number
  readonly mostCollectMs: number
  readonly answerMs: number
  readonly mostWaiting: number
}

type Item = {
  readonly record: Outgoing
  /** By performance.now(). */
  readonly since: number
  readonly resolve: (offset: number) => void
  readonly reject: (fault: Fault) => void
}

export class Batcher {
  readonly #options: BatcherOptions
  #waiting: Item[] = []
  /** Those of the batch being sent that have no answer yet. */
  #flying: readonly Item[] = []
  #sending = false
  #sentAt = 0
  /** How long the last batch took. */
  #tookMs = 0
  #collecting: NodeJS.Timeout | undefined
  #looking: NodeJS.Timeout | undefined
  #closed = false
  #whenAnswered: (() => void) | undefined

  constructor(options: BatcherOptions) {
    this.#options = options
  }

  /** @throws Fault `log-unavailable`, `log-unsure` */
  add(record: Outgoing): Promise<number> {
    if (this.#closed) return Promise.reject(unavailable('the log is closed'))
    if (record.value.length > BATCH_BYTES)
      return Promise.reject(unavailable(`a record of ${record.value.length} bytes is too long`))
    if (this.#sending && performance.now() - this.#sentAt > this.#options.answerMs)
      return Promise.reject(unavailable('Kafka does not answer')) // who waits has waited in vain
    if (this.#waiting.length >= this.#options.mostWaiting)
      return Promise.reject(unavailable(`${this.#waiting.length} records wait for Kafka`))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, since: performance.now(), resolve, reject })
      this.#collect()
      this.#look()
    })
  }

  /** Takes no more; resolves when everything has its answer. */
  async close(): Promise<void> {
    this.#closed = true
    this.#send()
    if (this.#isAnswered()) return
    await new Promise<void>(resolve => {
      this.#whenAnswered = resolve
    })
  }

  #collect(): void {
    const [first] = this.#waiting
    if (!first || this.#sending || this.#collecting) return
    const { collectMs, mostCollectMs } = this.#options
    const waitMs = Math.min(mostCollectMs, Math.max(collectMs, this.#tookMs))
    const leftMs = waitMs - (performance.now() - first.since)
    this.#collecting = setTimeout(() => this.#send(), Math.max(0, leftMs))
  }

  #send(): void {
    clearTimeout(this.#collecting)
    this.#collecting = undefined
    if (this.#sending || this.#waiting.length === 0) return
    const batch = this.#waiting.splice(0, fitting(this.#waiting))
    this.#flying = batch
    this.#sending = true
    this.#sentAt = performance.now()
    this.#options
      .send(batch.map(({ record }) => record))
      .then(offsets => {
        for (const [index, item] of batch.entries()) item.resolve(offsets[index] as number)
      })
      .catch(cause => rejectAll(batch, unsure(cause))) // who was answered hears no second answer
      .finally(() => this.#sent())
  }

  #sent(): void {
    this.#flying = []
    this.#sending = false
    this.#tookMs = performance.now() - this.#sentAt
    if (this.#closed) this.#send()
    else this.#collect()
    if (this.#isAnswered()) this.#whenAnswered?.()
  }

  /** Looks for those who have waited long enough, for as long as anybody waits. */
  #look(): void {
    if (this.#looking || this.#isAnswered()) return
    this.#looking = setTimeout(() => {
      this.#looking = undefined
      this.#giveUpOn(performance.now() - this.#options.answerMs)
      this.#look()
    }, this.#options.answerMs / LOOKS)
  }

  #giveUpOn(before: number): void {
    const inTime = this.#waiting.findIndex(({ since }) => since > before)
    const late = this.#waiting.splice(0, inTime < 0 ? this.#waiting.length : inTime)
    rejectAll(late, unavailable('Kafka does not answer'))
    const unsureOf = this.#flying.filter(({ since }) => since <= before)
    this.#flying = this.#flying.filter(({ since }) => since > before)
    rejectAll(unsureOf, unsure(undefined))
    if (this.#isAnswered()) this.#whenAnswered?.()
  }

  #isAnswered(): boolean {
    return this.#waiting.length === 0 && this.#flying.length === 0
  }
}

/** How many of the first fit into one batch; at least one. */
function fitting(waiting: readonly Item[]): number {
  let bytes = 0
  const over = waiting.findIndex(({ record }, index) => {
    bytes += record.value.length
    return index > 0 && bytes > BATCH_BYTES
  })
  return Math.min(over < 0 ? waiting.length : over, BATCH_RECORDS)
}

function rejectAll(items: readonly Item[], fault: Fault): void {
  for (const { reject } of items) reject(fault)
}

function unavailable(detail: string): Fault {
  return new Fault('log-unavailable', detail)
}

function unsure(cause: unknown): Fault {
  return new Fault('log-unsure', 'Kafka has not said whether it took it', cause)
}
