// The talk of a run: every few milliseconds what has become due is said, through the
// application's route or by viewers themselves. It never waits for an answer: a rate is a
// rate, and what is late because of us is told apart from what is late because of the server.

import type { Ledger } from '../accounting/ledger.ts'
import type { Crowd } from '../crowd/crowd.ts'
import { sharedNow } from '../shared-clock.ts'
import type { ApplicationSpeaker } from '../speaking/application-speaker.ts'
import type { Sayings, Spoken } from '../speaking/sayings.ts'
import type { Schedule } from '../speaking/schedule.ts'

const BEAT_MS = 10
/** What one beat says at most: a stall of ours must not become a burst that nobody planned. */
const MOST_AT_ONCE = 5_000

export type TalkParts = {
  readonly schedule: Schedule
  readonly sayings: Sayings
  readonly ledger: Ledger
  readonly crowd: Pick<Crowd, 'say'>
  readonly speaker: ApplicationSpeaker | undefined
}

export class Talk {
  readonly #parts: TalkParts
  readonly #beganMs = sharedNow()
  readonly #timer: NodeJS.Timeout
  #beatAtMs = this.#beganMs
  #lateMs = 0
  /** Beats that had more to say than one says: the crowd was too slow. */
  skipped = 0

  constructor(parts: TalkParts) {
    this.#parts = parts
    this.#timer = setInterval(() => this.#beat(), BEAT_MS)
  }

  /** Seconds since it began. */
  get second(): number {
    return (sharedNow() - this.#beganMs) / 1_000
  }

  /** How late the latest beat was, since it was last asked. */
  takeLateMs(): number {
    const late = this.#lateMs
    this.#lateMs = 0
    return late
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #beat(): void {
    const now = sharedNow()
    this.#lateMs = Math.max(this.#lateMs, now - this.#beatAtMs - BEAT_MS)
    this.#beatAtMs = now
    const due = this.#parts.schedule.due(now - this.#beganMs)
    this.skipped += Math.max(0, due - MOST_AT_ONCE)
    this.#say(
      Array.from({ length: Math.min(due, MOST_AT_ONCE) }, () => this.#parts.sayings.next()),
      now,
    )
  }

  #say(spoken: readonly Spoken[], now: number): void {
    const { ledger, crowd, speaker } = this.#parts
    const byViewer = spoken.filter(({ by }) => by === 'viewers')
    const byApplication = spoken.filter(({ by }) => by === 'application')
    crowd.say(byViewer.map(({ cid, kind, body }) => ({ cid, kind, body })))
    for (const id of speaker?.say(byApplication) ?? []) ledger.say(id, now)
  }
}
