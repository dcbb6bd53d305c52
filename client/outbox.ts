// What was said and is not yet acknowledged. Each message has the sender's own id (`cid`), so
// it may be sent as often as it takes, over as many connections as it takes, and is kept once.
//
// Bounded in number, and each waits for so long at most; then whoever said it is told that
// nobody knows (`unsure`), or that it never left (`unavailable`).
//
// It keeps to what the room said that we may send: a kind that is not ours is refused here, and
// what comes too fast is held back for a moment, or refused when the moment would be long.

import { DANMAKU } from '../engine/message.ts'
import { REFUSALS } from '../engine/refusal.ts'
import type { ClientLimits, NoFrame, OkFrame, SendFrame } from '../engine/wire/frames.ts'
import { BarrageError, refused, toldRefusal } from './barrage-error.ts'
import { Throttle } from './throttle.ts'

export type Sent = { readonly id: string }

// What an edge takes in one burst after a reconnect (60 frames), with room for pings and
// fetches. Nobody types as much into a dead line; a program that does is told to wait.
const MOST_WAITING = 50
// Longer than an edge's restart with everybody's back-off, shorter than a person remembers.
const DEADLINE_MS = 30_000
// Longer than this, whoever wrote it would rather know than wait.
const MOST_HELD_MS = 3_000
// When a server says "again" but not when.
const AGAIN_MS = 1_000

/**
 * Not a no to the message itself: the same `cid` may pass a moment later, or over another
 * connection when the room has just gone from this one.
 */
const PASSING: ReadonlySet<number> = new Set([
  REFUSALS.unavailable.code,
  REFUSALS.unsure.code,
  REFUSALS.notHere.code,
])

type Timer = ReturnType<typeof setTimeout>
type Letter = {
  readonly frame: SendFrame
  readonly resolve: (sent: Sent) => void
  readonly reject: (error: BarrageError) => void
  readonly deadline: Timer
  again: Timer | undefined
  /** It was handed to a socket at least once. */
  left: boolean
}

export class Outbox {
  readonly #letters = new Map<string, Letter>()
  readonly #transmit: (frame: SendFrame) => boolean
  readonly #prefix: string
  readonly #throttle: Throttle
  #kinds: ClientLimits['kinds'] | undefined
  #count = 0

  /** @param transmit false when there is no connection; `resend` is called once there is */
  constructor(
    transmit: (frame: SendFrame) => boolean,
    random: () => number,
    now = () => performance.now(),
  ) {
    this.#transmit = transmit
    this.#throttle = new Throttle(now)
    // A viewer may have several pages open: chance keeps their ids apart (62 bits).
    this.#prefix = chance(random) + chance(random)
  }

  get size(): number {
    return this.#letters.size
  }

  add(frame: Pick<SendFrame, 'kind' | 'body'>): Promise<Sent> {
    if (this.size >= MOST_WAITING) return Promise.reject(refused('overloaded'))
    const no = this.#tooMuch(frame)
    if (no) return Promise.reject(no)
    const cid = `${this.#prefix}-${(this.#count++).toString(36)}`
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => this.#expire(cid), DEADLINE_MS)
      const letter = { frame: { t: 'send', cid, ...frame } as const, resolve, reject, deadline }
      this.#letters.set(cid, { ...letter, again: undefined, left: false })
      this.#send(cid)
    })
  }

  /** What we may send, from here on. */
  limit({ burst, perSecond, kinds }: Partial<ClientLimits>): void {
    if (burst && perSecond) this.#throttle.limit({ burst, perSecond })
    if (Array.isArray(kinds)) this.#kinds = kinds
  }

  /** There is a connection (again): everything that waits goes out, in order. */
  resend(): void {
    for (const cid of this.#letters.keys()) this.#send(cid)
  }

  ok({ cid, id }: OkFrame): void {
    this.#take(cid)?.resolve({ id })
  }

  no(frame: NoFrame): void {
    const letter = this.#letters.get(frame.cid ?? '')
    if (!letter) return
    if (PASSING.has(frame.code) || this.#isNearly(frame)) this.#sendAgain(letter, frame.retryMs)
    else this.#refuse(letter, toldRefusal(frame))
  }

  /** A frame was too fast to be read, so nobody knows which: all that waits goes out again. */
  hurried(afterMs = AGAIN_MS): void {
    for (const letter of this.#letters.values()) this.#sendAgain(letter, afterMs)
  }

  close(): void {
    for (const letter of this.#letters.values()) this.#refuse(letter, unanswered(letter))
  }

  #tooMuch({ kind = DANMAKU }: Pick<SendFrame, 'kind'>): BarrageError | undefined {
    if (this.#kinds && !this.#kinds.includes(kind)) return refused('notYours', `kind: ${kind}`)
    const retryMs = this.#throttle.waitMs
    return retryMs > MOST_HELD_MS ? new BarrageError({ ...REFUSALS.tooFast, retryMs }) : undefined
  }

  /** We keep to the room's rate; by its clock, or for another page of ours, it was too early. */
  #isNearly({ code, retryMs = MOST_HELD_MS }: NoFrame): boolean {
    return this.#throttle.isSet && code === REFUSALS.tooFast.code && retryMs < MOST_HELD_MS
  }

  /** When its time has come. */
  #send(cid: string): void {
    const letter = this.#letters.get(cid)
    if (!letter) return
    const { waitMs } = this.#throttle
    if (waitMs > 0) {
      this.#throttle.take()
      clearTimeout(letter.again)
      letter.again = setTimeout(() => this.#hand(letter), waitMs)
    } else if (this.#hand(letter)) this.#throttle.take()
  }

  #hand(letter: Letter): boolean {
    const hasLeft = this.#transmit(letter.frame)
    if (hasLeft) letter.left = true
    return hasLeft
  }

  #sendAgain(letter: Letter, afterMs = AGAIN_MS): void {
    clearTimeout(letter.again)
    letter.again = setTimeout(() => this.#send(letter.frame.cid), afterMs)
  }

  #expire(cid: string): void {
    const letter = this.#letters.get(cid)
    if (letter) this.#refuse(letter, unanswered(letter))
  }

  #refuse(letter: Letter, error = refused('malformed')): void {
    this.#take(letter.frame.cid)?.reject(error)
  }

  #take(cid: string): Letter | undefined {
    const letter = this.#letters.get(cid)
    if (!letter) return undefined
    this.#letters.delete(cid)
    clearTimeout(letter.deadline)
    clearTimeout(letter.again)
    return letter
  }
}

function unanswered({ left }: Letter): BarrageError {
  return refused(left ? 'unsure' : 'unavailable')
}

/** Six characters of base 36. */
function chance(random: () => number): string {
  return Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0')
}
