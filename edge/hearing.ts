// What a viewer's socket says, and what becomes of it: a frame is bounded in bytes, paced,
// read, and answered. Whatever comes in, the answer is a frame or a closed socket, never an
// exception.

import type { RawData } from 'ws'
import type { Now } from '../engine/clock.ts'
import type { CloseReason } from '../engine/close-code.ts'
import { parseCursor } from '../engine/cursor.ts'
import type { Refused } from '../engine/refusal.ts'
import { take } from '../engine/uplink/pace.ts'
import type { ClientFrame, FetchFrame } from '../engine/wire/frames.ts'
import { parseClientFrame } from '../engine/wire/parse-frame.ts'
import type { LiveRoom } from './live-room.ts'
import type { EdgeOptions } from './options.ts'
import { MOST_HISTORY, type PastFrames } from './past-frames.ts'
import type { Session } from './session.ts'
import type { Uplink } from './uplink.ts'

/**
 * Frames that cannot be read or come too fast before the socket is closed for good. One is
 * forgiven every ten seconds: what adds up over an evening is clumsiness, not abuse.
 */
const MERCY = { burst: 50, perSecond: 0.1 }
/**
 * Answers that wait for one viewer, beyond what the kernel took: several of the largest. Who
 * asks on and does not read would have us remember all it asked for.
 */
const MOST_UNSENT_BYTES = 1_048_576
/** A burst a reconnecting client may need: unacknowledged sends, a ping, a fetch. */
const BURST_SECONDS = 3

export type HearingParts = {
  readonly uplink: Uplink
  readonly past: PastFrames
  readonly now: Now
  readonly options: EdgeOptions
  readonly close: (session: Session, reason: CloseReason) => void
  readonly fault: (failure: unknown) => void
}

export class Hearing {
  readonly #parts: HearingParts

  constructor(parts: HearingParts) {
    this.#parts = parts
  }

  /** One WebSocket message of this session. */
  hear(room: LiveRoom, session: Session, data: RawData, binary: boolean): void {
    if (!session.open) return // what was on its way when we closed
    const paced = this.#arrived(session)
    const frame = paced ?? this.#read(data, binary)
    if ('why' in frame) this.#strike(session, frame, paced ? 'tooManyFrames' : 'abuse')
    else if (session.unsentBytes > MOST_UNSENT_BYTES) this.#parts.close(session, 'tooSlow')
    else this.#answer(room, session, frame).catch(failure => this.#failed(session, frame, failure))
  }

  /** The WebSocket's own ping or pong: a sign of life, and a frame like any other. */
  control(session: Session, ping?: Buffer): void {
    if (!session.open) return
    const paced = this.#arrived(session)
    if (paced) this.#strike(session, paced, 'tooManyFrames')
    else if (ping) session.pong(ping)
  }

  #failed(session: Session, frame: ClientFrame, failure: unknown): void {
    this.#parts.fault(failure)
    const cid = frame.t === 'send' ? frame.cid : undefined
    session.tell(this.#parts.uplink.refuse({ why: 'unavailable' }, cid))
  }

  #arrived(session: Session): Refused | undefined {
    const now = this.#parts.now()
    session.heardAt = now
    const perSecond = this.#parts.options.framesPerSecond
    const rate = { perSecond, burst: perSecond * BURST_SECONDS }
    const taken = take(session.frameTokens, rate, now)
    session.frameTokens = taken.tokens
    return taken.retryMs === undefined ? undefined : { why: 'tooFast', retryMs: taken.retryMs }
  }

  #read(data: RawData, binary: boolean): ClientFrame | (Refused & { readonly cid?: string }) {
    if (binary) return { why: 'malformed', detail: 'frames are text' }
    const bytes = data as Buffer // ws gives one Buffer unless binaryType says otherwise
    const { frameBytes } = this.#parts.options
    if (bytes.length > frameBytes)
      return { why: 'tooLong', detail: `a frame is at most ${frameBytes} bytes` }
    return parseClientFrame(bytes.toString())
  }

  async #answer(room: LiveRoom, session: Session, frame: ClientFrame): Promise<void> {
    switch (frame.t) {
      case 'send':
        return session.tell(await this.#parts.uplink.say(room, session.viewer, frame))
      case 'ping':
        if (frame.cursor !== undefined) room.hasRead(session, frame.cursor)
        return session.tell({
          t: 'pong',
          at: room.streamTime(this.#parts.now()),
          nextMs: this.#parts.options.heartbeatMs,
        })
      case 'fetch':
        return this.#fetch(room, session, frame)
    }
  }

  async #fetch(room: LiveRoom, session: Session, frame: FetchFrame): Promise<void> {
    const { past } = this.#parts
    const from = parseCursor(frame.from)
    if (from) return past.since(room, session, from)
    const before = parseCursor(frame.before) ?? room.cursor
    return past.before(room, session, before, frame.limit ?? MOST_HISTORY)
  }

  #strike(
    session: Session,
    refused: Refused & { readonly cid?: string },
    reason: CloseReason,
  ): void {
    session.tell(this.#parts.uplink.refuse(refused, refused.cid))
    const { tokens, retryMs } = take(session.mercy, MERCY, session.heardAt)
    session.mercy = tokens
    if (retryMs !== undefined) this.#parts.close(session, reason)
  }
}
