// What a viewer keeps of the frames that reach it, however they do: every one of them, and what
// is wrong with it, for it trusts nothing and checks what every frame promises.

import { type Cursor, distance, parseCursor } from '../../engine/cursor.ts'
import { PRIORITIES } from '../../engine/message.ts'
import type {
  BatchFrame,
  PastFrame,
  RoomFrame,
  ServerFrame,
  WelcomeFrame,
} from '../../engine/wire/frames.ts'
import type { WireMessage } from '../../engine/wire/message.ts'
import { until } from '../until.ts'

export type Answer = Extract<ServerFrame, { t: 'ok' | 'no' }>

export abstract class Witness {
  readonly frames: ServerFrame[] = []
  /** What is wrong with the frames that came; empty, or the test fails. */
  readonly complaints: string[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  #cursor: string | undefined
  /** What the last `past` covers, and those that it goes on from. */
  #bridge: Pick<PastFrame, 'prev' | 'cursor'> | undefined
  #tickMs = 0
  #cids = 0

  get welcome(): WelcomeFrame {
    return this.frames.find(({ t }) => t === 'welcome') as WelcomeFrame
  }

  get cursor(): string {
    return this.#cursor as string
  }

  /** How far apart live frames are said to come; 0: at once. */
  get tickMs(): number {
    return this.#tickMs
  }

  get batches(): BatchFrame[] {
    return this.frames.filter(frame => frame.t === 'batch')
  }

  get pasts(): PastFrame[] {
    return this.frames.filter(frame => frame.t === 'past')
  }

  get rooms(): RoomFrame[] {
    return this.frames.filter(frame => frame.t === 'room')
  }

  /** Of live frames and of the past, in the order they came. */
  get messages(): WireMessage[] {
    return this.frames.flatMap(frame =>
      frame.t === 'batch' || frame.t === 'past' ? frame.messages : [],
    )
  }

  get texts(): string[] {
    return this.messages.map(({ body }) => String(body.text))
  }

  /**
   * The first frame of this type, come already or still to come.
   * @throws when the connection is closed before it
   */
  async frame<T extends ServerFrame['t']>(t: T): Promise<Extract<ServerFrame, { t: T }>> {
    const come = () => this.frames.find(frame => frame.t === t)
    const orClosed = () => come() ?? this.closed
    const answer = await until(orClosed, { what: `a ${t} frame` })
    if ('t' in answer) return answer as Extract<ServerFrame, { t: T }>
    throw new Error(`closed with ${answer.code} (${answer.reason}) before a ${t} frame`)
  }

  /** Says something, and waits for the answer. */
  async say(
    body: unknown,
    { kind, cid = `c${++this.#cids}` }: { kind?: string; cid?: string } = {},
  ) {
    const before = this.frames.length
    this.write({ t: 'send', cid, ...(kind ? { kind } : {}), body })
    return await this.answer(cid, before)
  }

  async answer(cid: string, since = 0): Promise<Answer> {
    const come = () =>
      this.frames
        .slice(since)
        .find(
          (frame): frame is Answer => (frame.t === 'ok' || frame.t === 'no') && frame.cid === cid,
        )
    return await until(come, { what: `an answer to ${cid}` })
  }

  abstract write(frame: unknown): void

  /** Keeps a frame, and checks what it promises. */
  protected hear(frame: ServerFrame): void {
    this.frames.push(frame)
    if (frame.t === 'welcome') this.#cursor = frame.cursor
    if (frame.t === 'welcome' || frame.t === 'room') this.#tickMs = frame.tickMs ?? this.#tickMs
    if (frame.t === 'room' && frame.cursor) this.#cursor = frame.cursor
    if (frame.t === 'past') {
      this.#checkWhole(frame)
      this.#lengthenBridge(frame)
    }
    if (frame.t === 'batch') {
      this.#checkWhole(frame)
      this.#checkNoGap(frame)
      this.#cursor = frame.cursor
    }
  }

  /** cursor − prev = delivered + withheld, and frame order. */
  #checkWhole(frame: BatchFrame | PastFrame): void {
    const prev = parseCursor(frame.prev) as Cursor
    const cursor = parseCursor(frame.cursor) as Cursor
    const moved = distance(prev, cursor)
    for (const priority of PRIORITIES) {
      const delivered = frame.messages.filter(m => (m.priority ?? 'low') === priority).length
      const told = delivered + (frame.withheld[priority] ?? 0)
      if (moved[priority] !== told)
        this.complaints.push(`${frame.t} ${frame.prev}→${frame.cursor}: ${priority} tells ${told}`)
    }
    const sorted = frame.messages.every(
      (m, i, all) => i === 0 || inOrder(all[i - 1] as WireMessage, m),
    )
    if (!sorted) this.complaints.push(`${frame.t} ${frame.cursor} is not in frame order`)
  }

  #lengthenBridge({ prev, cursor }: PastFrame): void {
    this.#bridge = { prev: this.#bridge?.cursor === prev ? this.#bridge.prev : prev, cursor }
  }

  #checkNoGap({ prev }: BatchFrame): void {
    const bridged = this.#bridge?.prev === this.#cursor && this.#bridge?.cursor === prev
    if (prev !== this.#cursor && !bridged)
      this.complaints.push(`a batch begins at ${prev}, the viewer is at ${this.#cursor}`)
  }
}

function inOrder(a: WireMessage, b: WireMessage): boolean {
  return a.at < b.at || (a.at === b.at && (a.priority !== b.priority || a.seq < b.seq))
}
