// Many viewers in one process, and what they do together: come and go, fall away, stop
// reading, speak. It is bounded by the number of viewers it is told to have.

import { mayComeBack } from '../../engine/close-code.ts'
import type { Heard } from '../accounting/book.ts'
import { type Mark, Marks } from '../accounting/mark.ts'
import type { Allowed } from '../allowed-host.ts'
import { sharedNow } from '../shared-clock.ts'
import { clientFrame, OPCODES } from '../wire/client-frame.ts'
import { inflated } from '../wire/inflate.ts'
import { isCompressed, payloadAt } from '../wire/server-frame.ts'
import { add, noCounts } from './counts.ts'
import type { Dialect, Place, Says, Told, Utterance } from './dialect.ts'
import { Entrance } from './entrance.ts'
import { Heartbeats } from './heartbeats.ts'
import type { Host } from './host.ts'
import { Notebook } from './notebook.ts'
import { TICKS_PER_MS } from './receipts.ts'
import { type SharedFrame, SharedFrames } from './shared-frames.ts'
import { Viewer } from './viewer.ts'

const BEAT_MS = 20
/** What a room's frame seldom exceeds; a larger one comes in pieces. */
const READ_BYTES = 128 * 1_024

export type AudienceParts = {
  readonly place: Place
  readonly dialect: Dialect
  readonly deflate: boolean
  readonly allowed: Allowed
  readonly firstNumber: number
  readonly random: () => number
}

export class Audience implements Host<Viewer> {
  readonly viewers: Viewer[] = []
  readonly dialect: Dialect
  readonly deflate: boolean
  readonly allowed: Allowed
  readonly readInto = Buffer.allocUnsafeSlow(READ_BYTES)
  readonly mask: Uint8Array
  readonly marks = new Marks()
  readonly frames: SharedFrames
  readonly counts = noCounts()
  readonly notebook = new Notebook()
  readonly #entrance: Entrance
  readonly #heartbeats = new Heartbeats(this.viewers)
  readonly #firstNumber: number
  readonly #beat: NodeJS.Timeout
  readonly #pings = new WeakMap<Mark, Buffer>()
  #wanted = 0
  /** Newcomers a second, and those that are due. */
  #perSecond = Number.POSITIVE_INFINITY
  #due = 0
  #entered = 0
  #beatAt = performance.now()
  #tick = 0
  #speaker = 0

  constructor(parts: AudienceParts) {
    const { place, dialect, firstNumber, random } = parts
    this.dialect = dialect
    this.deflate = parts.deflate
    this.allowed = parts.allowed
    this.#firstNumber = firstNumber
    this.mask = Uint8Array.from({ length: 4 }, () => Math.floor(random() * 256))
    this.frames = new SharedFrames(
      frame => this.#decode(frame),
      frame => this.notebook.frame(frame),
    )
    const wanted = ({ number }: Viewer) => number < this.#firstNumber + this.#wanted
    this.#entrance = new Entrance({ dialect, place, counts: this.counts, random, wanted })
    this.#beat = setInterval(() => this.#onBeat(), BEAT_MS)
  }

  /** Lets so many in, without connecting them. */
  async tickets(count: number): Promise<void> {
    await Promise.all(this.#first(count).map(viewer => this.#entrance.ticket(viewer)))
  }

  /** So many are to be here: who is too many leaves, newcomers come at most so fast. */
  present(count: number, perSecond = Number.POSITIVE_INFINITY): void {
    this.#wanted = count
    this.#perSecond = perSecond
    this.#first(count)
    for (const viewer of this.viewers.slice(count)) if (viewer.connected) viewer.leave()
    this.#entered = Math.min(this.#entered, count)
    this.#letIn(0)
  }

  cut(share: number): void {
    for (const viewer of this.#some(share)) viewer.cut()
  }

  stall(share: number): void {
    for (const viewer of this.#some(share)) viewer.stall()
  }

  wake(): void {
    for (const viewer of this.viewers) viewer.wake()
  }

  /** Each is said by the next viewer who can; what nobody can say is refused by ourselves. */
  say(sayings: readonly Utterance[]): void {
    for (const saying of sayings) {
      const viewer = this.#nextSpeaker(saying)
      if (viewer?.door)
        this.notebook.said(saying.cid, this.dialect.idOf(viewer.door, saying.cid), sharedNow())
      else this.notebook.unsaid(saying.cid)
    }
  }

  close(): void {
    clearInterval(this.#beat)
    this.#wanted = 0
    for (const viewer of this.viewers) viewer.cut()
  }

  came(bytes: number): void {
    this.counts.bytes += bytes
    this.#tick = Math.round(sharedNow() * TICKS_PER_MS)
  }

  pingFrame(at: Mark): Buffer | undefined {
    const known = this.#pings.get(at)
    if (known) return known
    const text = this.dialect.ping(at.text)
    if (text === undefined) return undefined
    const frame = clientFrame(OPCODES.text, text, this.mask)
    this.#pings.set(at, frame)
    return frame
  }

  heard(viewer: Viewer, frame: SharedFrame, how: Heard): void {
    if (!viewer.odd) this.notebook.heard(frame, how, this.#tick)
  }

  answered(viewer: Viewer, cid: string, refusal: Told | undefined): void {
    if (viewer.door) this.notebook.answered(this.dialect.idOf(viewer.door, cid), refusal)
  }

  ended(viewer: Viewer, code: number): void {
    add(this.counts.ended, `${code}`)
    if (mayComeBack(code)) void this.#entrance.comeBack(viewer, performance.now() - viewer.openedAt)
  }

  complain(viewer: Viewer, { message }: Error): void {
    this.counts.breaches++
    this.notebook.complain(`viewer ${viewer.number}: ${message}`)
  }

  #decode(frame: Buffer): Says {
    const payload = frame.subarray(payloadAt(frame, 0))
    return this.dialect.read(isCompressed(frame, 0) ? inflated(payload) : payload, this.marks)
  }

  /** The first so many, made when they are not there yet. */
  #first(count: number): readonly Viewer[] {
    while (this.viewers.length < count)
      this.viewers.push(new Viewer(this.#firstNumber + this.viewers.length, this))
    return this.viewers.slice(0, count)
  }

  /** A share of those who are connected, spread over all of them. */
  #some(share: number): readonly Viewer[] {
    const connected = this.viewers.filter(viewer => viewer.connected)
    return connected.filter((_, n) => Math.floor((n + 1) * share) > Math.floor(n * share))
  }

  #nextSpeaker(saying: Utterance): Viewer | undefined {
    for (let tries = 0; tries < this.viewers.length; tries++) {
      this.#speaker = (this.#speaker + 1) % this.viewers.length
      const viewer = this.viewers[this.#speaker]
      if (viewer && !viewer.odd && viewer.say(saying)) return viewer
    }
    return undefined
  }

  #onBeat(): void {
    const now = performance.now()
    const sinceMs = now - this.#beatAt
    this.#beatAt = now
    this.#heartbeats.beat(sinceMs)
    this.#letIn(sinceMs)
  }

  #letIn(sinceMs: number): void {
    const waiting = this.#wanted - this.#entered
    this.#due = Math.min(waiting, this.#due + (this.#perSecond * sinceMs) / 1_000)
    if (this.#perSecond === Number.POSITIVE_INFINITY) this.#due = waiting
    for (; this.#due >= 1; this.#due--)
      void this.#entrance.enter(this.viewers[this.#entered++] as Viewer)
  }
}
