// What a process of the crowd has heard and not told yet. It is emptied several times a
// second; in between it grows with the room's frames, and not with the viewers.

import type { Heard } from '../accounting/book.ts'
import { hasReached, type Mark } from '../accounting/mark.ts'
import type { Told } from './dialect.ts'
import type { Report } from './orders.ts'
import type { SharedFrame } from './shared-frames.ts'

/** Enough to see what is wrong. */
const MOST_COMPLAINTS = 20

type Entries = Pick<
  Report,
  'frames' | 'live' | 'resumed' | 'said' | 'unsaid' | 'answers' | 'complaints' | 'furthest'
>

export class Notebook {
  furthest: Mark | undefined
  readonly #frames: SharedFrame[] = []
  readonly #live = new Set<SharedFrame>()
  readonly #resumed = new Set<SharedFrame>()
  #said: Report['said'][number][] = []
  #unsaid: string[] = []
  #answers: Report['answers'][number][] = []
  #complaints: string[] = []

  /** A frame that is new to this process. */
  frame(frame: SharedFrame): void {
    if (frame.says.is !== 'telling') return
    this.#frames.push(frame)
    this.reached(frame.says.telling.cursor)
  }

  reached(mark: Mark): void {
    const { furthest } = this
    if (!furthest || furthest.epoch !== mark.epoch || hasReached(mark, furthest))
      this.furthest = mark
  }

  heard(frame: SharedFrame, how: Heard, tick: number): void {
    if (how === 'live' && frame.live.add(tick)) this.#live.add(frame)
    if (how === 'resumed' && frame.resumed.add(tick)) this.#resumed.add(frame)
  }

  said(cid: string, id: string, atMs: number): void {
    this.#said.push({ cid, id, atMs })
  }

  /** Nobody could say it. */
  unsaid(cid: string): void {
    this.#unsaid.push(cid)
  }

  answered(id: string, refusal: Told | undefined): void {
    this.#answers.push(refusal ? { id, refusal } : { id })
  }

  complain(text: string): void {
    if (this.#complaints.length < MOST_COMPLAINTS) this.#complaints.push(text)
  }

  take(): Entries {
    const entries = {
      frames: this.#frames.splice(0).map(told),
      live: receipts(this.#live, 'live'),
      resumed: receipts(this.#resumed, 'resumed'),
      said: this.#said,
      unsaid: this.#unsaid,
      answers: this.#answers,
      complaints: this.#complaints,
      furthest: this.furthest?.text,
    }
    this.#said = []
    this.#unsaid = []
    this.#answers = []
    this.#complaints = []
    return entries
  }
}

function told({ number, says }: SharedFrame): Report['frames'][number] {
  if (says.is !== 'telling') throw new TypeError('a frame that tells nothing')
  const { cursor, messages, faults, misordered } = says.telling
  return {
    number,
    epoch: cursor.epoch,
    messages: messages.map(({ id, priority, seq }) => [id, priority, seq] as const),
    faults,
    misordered,
  }
}

function receipts(frames: Set<SharedFrame>, which: 'live' | 'resumed') {
  const taken = [...frames].map(frame => [frame.number, frame[which].take()] as const)
  frames.clear()
  return taken
}
