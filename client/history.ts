// Scrolling back: asks for what came before the oldest frame shown, one question at a time.
// Knows its answer among other `past` frames by where it ends: just where we asked.

import { type Cursor, formatCursor, parseCursor } from '../engine/cursor.ts'
import type { FetchFrame, PastFrame } from '../engine/wire/frames.ts'
import { type BarrageError, refused } from './barrage-error.ts'
import { type Range, reached } from './progress.ts'

// As long as HTTP gets for an answer, see ask.ts.
const ANSWER_MS = 10_000

type Question = {
  readonly frame: FetchFrame
  readonly answer: Promise<PastFrame>
  readonly resolve: (past: PastFrame) => void
  readonly reject: (error: BarrageError) => void
  readonly deadline: ReturnType<typeof setTimeout>
}

export class History {
  readonly #transmit: (frame: FetchFrame) => boolean
  #oldest: Cursor | undefined
  #question: Question | undefined

  constructor(transmit: (frame: FetchFrame) => boolean) {
    this.#transmit = transmit
  }

  /** A frame was shown, or live frames begin here. */
  shown({ prev }: Pick<Range, 'prev'>): void {
    const oldest = this.#oldest
    const further = oldest?.epoch !== prev.epoch || reached(oldest, prev)
    if (further) this.#oldest = prev
  }

  /** A second question waits for the answer to the first. */
  ask(limit: number): Promise<PastFrame> {
    if (this.#question) return this.#question.answer
    if (!this.#oldest) return Promise.reject(refused('unavailable', 'not connected yet'))
    const question = this.#put({ t: 'fetch', before: formatCursor(this.#oldest), limit })
    this.#question = question
    this.#transmit(question.frame)
    return question.answer
  }

  /** After a reconnect: what was lost with the old connection is asked again. */
  resend(): void {
    if (this.#question) this.#transmit(this.#question.frame)
  }

  /** True when this was the answer. */
  hear(past: PastFrame): boolean {
    const question = this.#question
    if (!question || question.frame.before !== formatCursor(parsed(past.cursor))) return false
    this.#settle(question).resolve(past)
    return true
  }

  refuse(error: BarrageError): void {
    if (this.#question) this.#settle(this.#question).reject(error)
  }

  #put(frame: FetchFrame): Question {
    let resolve: Question['resolve'] = () => {}
    let reject: Question['reject'] = () => {}
    const answer = new Promise<PastFrame>((yes, no) => {
      resolve = yes
      reject = no
    })
    const deadline = setTimeout(() => this.refuse(refused('unavailable')), ANSWER_MS)
    return { frame, answer, resolve, reject, deadline }
  }

  #settle(question: Question): Question {
    clearTimeout(question.deadline)
    this.#question = undefined
    return question
  }
}

function parsed(text: string): Cursor {
  return parseCursor(text) as Cursor // read-frame.ts let no other through
}
