// Plays a recording of comments into a live room, at its own pace or faster, through the
// application's public routes: opens a stream, says each comment when it is due, closes the
// stream. When one is on already the recording joins it, from now, and leaves it on.
//
// A file that breaks off is played up to there; the line it breaks at is told at the end and
// makes the answer false.

import { setTimeout as pauseFor } from 'node:timers/promises'
import type { Fetch } from '../client/ask.ts'
import { BarrageError } from '../client/barrage-error.ts'
import { Fault } from '../engine/fault.ts'
import type { Terminal } from '../recordings/command.ts'
import { loadRecording, type Recording } from '../recordings/comment-file/read-recording.ts'
import type { Recorded } from '../recordings/comment-file/recorded.ts'
import { clock, ProgressLine } from '../recordings/progress-line.ts'
import { checkTarget, refusedBy, type Target } from '../recordings/target.ts'
import { Application, type OpenedStream, type Saying } from './application.ts'
import { Delivery, type Tally } from './delivery.ts'
import { clockMs, dueBatch, type Pacing, waitMs } from './pacing.ts'
import { playSummary } from './play-summary.ts'
import { speaker } from './speakers.ts'

/** Ended early, it closes the stream it opened all the same. */
export type PlayOptions = Target &
  Terminal & {
    readonly file: string
    /** So many times faster than it was recorded. */
    readonly speed: number
    /** Leaves the stream on at the end. */
    readonly keepOpen: boolean
    readonly now?: () => number
    /** May end early when the signal is aborted. */
    readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
    readonly random?: () => number
    readonly fetch?: Fetch
  }

/** A look at the progress between two comments that lie far apart. */
const MOST_PAUSE_MS = 1_000

/** True when all of the file was read and played. Throws a Fault when nothing could be. */
export async function play(options: PlayOptions): Promise<boolean> {
  check(options)
  const recording = await loadRecording(options.file)
  const application = new Application(options)
  try {
    const stream = await application.openStream()
    const { tally, whole } = await playInto(stream, application, recording, options)
    options.result.write(playSummary({ tally, recording, stream, ...options }))
    return whole && !recording.broken
  } catch (error) {
    throw error instanceof BarrageError ? refusedBy(options, error) : error
  }
}

function check({ speed, ...target }: PlayOptions): void {
  checkTarget(target)
  if (!(speed > 0 && speed <= MOST_SPEED))
    throw new Fault('bad-config', `--speed ${speed}: a number above 0, up to ${MOST_SPEED}`)
}
// A film in a few seconds; above it every comment is due at once anyway.
const MOST_SPEED = 100_000

async function playInto(
  stream: OpenedStream & { readonly ours: boolean },
  application: Application,
  { comments }: Recording,
  options: PlayOptions,
): Promise<{ tally: Tally; whole: boolean }> {
  try {
    return await new Playing(application, comments, options).from(stream)
  } finally {
    if (stream.ours && !options.keepOpen) await application.closeStream()
  }
}

class Playing {
  readonly #comments: readonly Recorded[]
  readonly #options: PlayOptions
  readonly #delivery: Delivery
  readonly #line: ProgressLine
  readonly #now: () => number
  readonly #run: string
  #next = 0

  constructor(application: Application, comments: readonly Recorded[], options: PlayOptions) {
    const { signal, random = Math.random, now = Date.now } = options
    this.#comments = comments
    this.#options = options
    this.#now = now
    this.#line = new ProgressLine(options.progress)
    this.#delivery = new Delivery(application, { signal, pause: ms => this.#pause(ms) })
    // A recording may be played twice into one stream: chance keeps the two apart.
    this.#run = Math.floor(random() * 36 ** 8).toString(36)
  }

  /** Says each comment when it is due, from the stream's opening or, on one under way, from now. */
  async from({ ours, openedAt, now }: OpenedStream & { readonly ours: boolean }) {
    const sinceOpened = ours ? now - openedAt : 0
    const pacing = { startedAt: this.#now() - sinceOpened, speed: this.#options.speed }
    while (this.#next < this.#comments.length && !this.#options.signal.aborted)
      await this.#step(pacing)
    this.#show(pacing, true)
    return { tally: this.#delivery.tally, whole: this.#next === this.#comments.length }
  }

  async #step(pacing: Pacing): Promise<void> {
    const now = this.#now()
    const due = dueBatch(this.#comments, this.#next, clockMs(pacing, now))
    const upcoming = this.#comments[this.#next]
    if (due.length > 0) {
      await this.#delivery.deliver(due.map((one, n) => this.#saying(one, this.#next + n)))
      this.#next += due.length
    } else if (upcoming) {
      await this.#pause(Math.min(MOST_PAUSE_MS, Math.max(1, waitMs(pacing, upcoming, now))))
    }
    this.#show(pacing, false)
  }

  #saying(comment: Recorded, index: number): Saying {
    const { kind, body } = comment
    const cid = `${this.#run}-${index.toString(36)}`
    return { cid, kind, body, from: speaker(comment, index) }
  }

  #show(pacing: Pacing, last: boolean): void {
    const now = this.#now()
    const { refused } = this.#delivery
    const total = this.#comments.length
    const at = clock(clockMs(pacing, now))
    const said = `${this.#next} of ${total} comments, at ${at}, ${refused} refused`
    this.#line.show({ done: total === 0 ? 1 : this.#next / total, said }, now, last)
  }

  #pause(ms: number): Promise<void> {
    const { pause = interruptible, signal } = this.#options
    return pause(ms, signal)
  }
}

function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  return pauseFor(ms, undefined, { signal }).catch(() => {}) // aborted: the loop sees it
}
