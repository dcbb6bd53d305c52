// The run's ledger: what was said, what was answered, and what the crowd was told, message by
// message. From it come the latencies; and whether anything was lost, doubled, or told that
// nobody said.
//
// A message is kept for some minutes after it was said, as long as a store remembers ids;
// what is older is only counted, so that a run of days has a bound.

import type { Priority } from '../../engine/message.ts'
import type { Told } from '../crowd/dialect.ts'
import type { Numbered, Report } from '../crowd/orders.ts'
import { TICKS_PER_MS } from '../crowd/receipts.ts'
import { Latency } from './latency.ts'

const KEEP_MS = 180_000
/** A message may be heard before the process that said it has told us of it: two reports. */
const WAIT_MS = 500
const MOST_FAULTS = 20

type Entry = {
  /** When it was said; of what none of us said, when it was first told. */
  readonly atMs: number
  readonly foreign?: true
  outcome: 'waiting' | 'acknowledged' | 'refused' | 'unsure'
  /** Its number, as last told, and the epoch that counts in. */
  place?: string
  epoch?: string
}
type Frame = { readonly messages: readonly Numbered[]; readonly atMs: number }
/** A part of the run whose latencies are told apart. */
export type Phase = { readonly name: string; readonly fromMs: number; readonly latency: Latency }
type Waiting = { readonly process: number; readonly report: Report; readonly atMs: number }

export class Ledger {
  readonly live = new Latency()
  readonly resumed = new Latency()
  /** Of what was said in each part of the run, as it was heard live. */
  readonly phases: Phase[] = []
  /** Messages, each once. */
  said = 0
  acknowledged = 0
  /** Nobody knows whether they were taken: the connection broke before the answer. */
  unsure = 0
  /** No viewer was there to say them. */
  unsaid = 0
  readonly refused = new Map<string, number>()
  /** Told to somebody, each message once; and those of them that nobody of us had said. */
  told = 0
  foreign = 0
  /** One id under two numbers, or one number for two ids. */
  doubled = 0
  renumbered = 0
  misordered = 0
  /** Frames that break their promise; the first few in words, with all else that is wrong. */
  broken = 0
  readonly faults: string[] = []
  readonly #entries = new Map<string, Entry>()
  readonly #places = new Map<string, string>()
  readonly #frames = new Map<string, Frame>()
  #waiting: Waiting[] = []

  /** What is said from now on belongs to a new part of the run. */
  phase(name: string, fromMs: number): void {
    this.phases.push({ name, fromMs, latency: new Latency() })
  }

  /** Handed over to the server now; saying it again under the same id changes nothing. */
  say(id: string, atMs: number): void {
    if (this.#entries.has(id)) return
    this.said++
    this.#entries.set(id, { atMs, outcome: 'waiting' })
  }

  answer(id: string, refusal?: Told): void {
    const entry = this.#entries.get(id)
    if (!entry || entry.outcome === 'acknowledged') return
    if (!refusal) {
      if (entry.outcome === 'unsure') this.unsure--
      entry.outcome = 'acknowledged'
      this.acknowledged++
    } else if (entry.outcome === 'waiting') {
      entry.outcome = 'refused'
      const why = `${refusal.code} ${refusal.text}`
      this.refused.set(why, (this.refused.get(why) ?? 0) + 1)
    }
  }

  /** No answer will come. */
  doubt(id: string): void {
    const entry = this.#entries.get(id)
    if (entry?.outcome !== 'waiting') return
    entry.outcome = 'unsure'
    this.unsure++
  }

  /** Messages that still wait for their answer. */
  get unanswered(): number {
    let unanswered = 0
    for (const { outcome } of this.#entries.values()) if (outcome === 'waiting') unanswered++
    return unanswered
  }

  /** Messages that are not forgotten yet. */
  get remembered(): number {
    return this.#entries.size
  }

  /** What a process of the crowd tells. Receipts are worked out some reports later. */
  report(process: number, report: Report, nowMs: number): void {
    for (const { id, atMs } of report.said) this.say(id, atMs)
    for (const { id, refusal } of report.answers) this.answer(id, refusal)
    this.unsaid += report.unsaid.length
    for (const frame of report.frames) {
      this.misordered += frame.misordered
      this.broken += frame.faults.length
      this.#fault(...frame.faults)
      this.#frames.set(`${process}.${frame.number}`, { messages: frame.messages, atMs: nowMs })
    }
    this.#waiting.push({ process, report, atMs: nowMs })
    this.#workOff(({ atMs }) => nowMs - atMs >= WAIT_MS)
    this.#forget(nowMs - KEEP_MS)
  }

  /** Nothing more will be told: works out what still waits; what has no answer never will. */
  close(): void {
    this.#workOff(() => true)
    for (const id of this.#entries.keys()) this.doubt(id)
  }

  #workOff(due: (waiting: Waiting) => boolean): void {
    const still: Waiting[] = []
    for (const waiting of this.#waiting) {
      if (!due(waiting)) still.push(waiting)
      else this.#workOut(waiting)
    }
    this.#waiting = still
  }

  #workOut({ process, report, atMs }: Waiting): void {
    for (const { messages, epoch } of report.frames)
      for (const message of messages) this.#tell(message, epoch, atMs)
    for (const [number, receipts] of report.live)
      this.#record(this.live, `${process}.${number}`, receipts)
    for (const [number, receipts] of report.resumed)
      this.#record(this.resumed, `${process}.${number}`, receipts)
  }

  /** A message has a number: within an epoch it keeps it, and shares it with no other. */
  #tell([id, priority, seq]: Numbered, epoch: string, atMs: number): void {
    const place = `${epoch} ${priority} ${seq}`
    const entry = this.#entry(id, atMs)
    const holder = this.#places.get(place)
    if (holder !== undefined && holder !== id) {
      this.renumbered++
      this.#fault(`${place} was told for ${holder} and for ${id}`)
    }
    if (entry.place === undefined) this.told++
    else if (entry.place !== place && entry.epoch === epoch) {
      this.doubled++
      this.#fault(`${id} was told as ${entry.place} and as ${place}`)
    }
    this.#places.set(place, id)
    entry.place = place
    entry.epoch = epoch
  }

  #entry(id: string, atMs: number): Entry {
    const known = this.#entries.get(id)
    if (known) return known
    this.foreign++
    const entry: Entry = { atMs, foreign: true, outcome: 'refused' }
    this.#entries.set(id, entry)
    return entry
  }

  #record(latency: Latency, frame: string, receipts: readonly number[]): void {
    for (const [id, priority] of this.#frames.get(frame)?.messages ?? []) {
      const entry = this.#entries.get(id)
      if (!entry || entry.foreign) continue
      const phase = latency === this.live ? this.#phaseAt(entry.atMs) : undefined
      for (const one of phase ? [latency, phase.latency] : [latency])
        recordAll(one, priority, entry.atMs * TICKS_PER_MS, receipts)
    }
  }

  #phaseAt(atMs: number): Phase | undefined {
    return this.phases.findLast(({ fromMs }) => fromMs <= atMs)
  }

  #fault(...faults: readonly string[]): void {
    for (const fault of faults) if (this.faults.length < MOST_FAULTS) this.faults.push(fault)
  }

  /** What was said before is settled, or never will be. */
  #forget(beforeMs: number): void {
    for (const [id, { atMs, place }] of this.#entries) {
      if (atMs > beforeMs) break
      this.doubt(id)
      this.#entries.delete(id)
      if (place !== undefined) this.#places.delete(place)
    }
    for (const [key, { atMs }] of this.#frames) {
      if (atMs > beforeMs) break
      this.#frames.delete(key)
    }
  }
}

function recordAll(
  latency: Latency,
  priority: Priority,
  saidTick: number,
  receipts: readonly number[],
): void {
  for (let i = 0; i < receipts.length; i += 2)
    latency.record(priority, (receipts[i] as number) - saidTick, receipts[i + 1] as number)
}
