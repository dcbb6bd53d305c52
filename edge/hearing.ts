// What a client says, and what becomes of it: a frame is bounded in bytes, paced, read, and
// answered. Whatever comes in, the answer is a frame or a closed connection, never an
// exception.

import type { Now } from '../engine/clock.ts'
import type { CloseReason } from '../engine/close-code.ts'
import { parseCursor } from '../engine/cursor.ts'
import type { RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import { take } from '../engine/uplink/pace.ts'
import type {
  ClientFrame,
  EnterFrame,
  FetchFrame,
  PingFrame,
  SendFrame,
} from '../engine/wire/frames.ts'
import { parseClientFrame } from '../engine/wire/parse-frame.ts'
import { heartbeatMs } from './heartbeat.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { EdgeOptions } from './options.ts'
import { MOST_HISTORY, type PastFrames } from './past-frames.ts'
import type { Line, Session } from './session.ts'
import type { Ticketing } from './ticketing.ts'
import type { Uplink } from './uplink.ts'

/**
 * Frames that cannot be read or come too fast before the connection is closed for good. One is
 * forgiven every ten seconds: what adds up over an evening is clumsiness, not abuse.
 */
const MERCY = { burst: 50, perSecond: 0.1 }
/**
 * Answers that wait for one client, beyond what the kernel took: several of the largest. Who
 * asks on and does not read would have us remember all it asked for.
 */
const MOST_UNSENT_BYTES = 1_048_576
/** A burst a reconnecting client may need: unacknowledged sends, a ping, a fetch. */
const BURST_SECONDS = 3

export type HearingParts = {
  readonly rooms: Pick<LiveRooms, 'get'>
  readonly uplink: Uplink
  readonly past: PastFrames
  readonly now: Now
  readonly options: EdgeOptions
  readonly ticketing: Pick<Ticketing, 'renewed'>
  /** Why nothing is taken in now, if so. */
  readonly isAsleep: () => Refused | undefined
  /** Another room over the same connection. Answers by itself, or says no. */
  readonly enter: (connection: Line, frame: EnterFrame) => Promise<Refused | undefined>
  readonly leave: (session: Session) => void
  readonly close: (connection: Line, reason: CloseReason) => void
  readonly fault: (failure: unknown) => void
}

/** A no, and what it is about when that could be read. */
type RefusedHere = Refused & { readonly cid?: string; readonly room?: RoomId }

export class Hearing {
  readonly #parts: HearingParts

  constructor(parts: HearingParts) {
    this.#parts = parts
  }

  /** One frame of this client; without `data`, something that is no frame. */
  heard(connection: Line, data?: Buffer): void {
    const paced = this.#arrived(connection)
    const frame = paced ?? this.#read(data)
    if ('why' in frame) this.#strike(connection, frame, paced ? 'tooManyFrames' : 'abuse')
    else if (!this.#isFull(connection))
      this.#answer(connection, frame).catch(cause => this.#failed(connection, frame, cause))
  }

  /**
   * A sign of life of the transport's own: like a frame of ours. Whether it may be answered.
   * @param cursor how far the client has read in the room that it came for, if it says so
   */
  heardControl(connection: Line, cursor?: string): boolean {
    const paced = this.#arrived(connection)
    if (paced) this.#strike(connection, paced, 'tooManyFrames')
    else if (this.#isFull(connection)) return false
    else if (cursor !== undefined) this.#hasRead(connection, cursor)
    return !paced
  }

  /** Who asks on and does not take the answers is closed. */
  #isFull(connection: Line): boolean {
    if (connection.transport.unsentBytes <= MOST_UNSENT_BYTES) return false
    this.#parts.close(connection, 'tooSlow')
    return true
  }

  #hasRead({ sessions: [session] }: Line, cursor: string): void {
    const room = session && this.#parts.rooms.get(session.room)?.room
    if (session) room?.hasRead(session, cursor)
  }

  #arrived(connection: Line): Refused | undefined {
    const now = this.#parts.now()
    connection.heardAt = now
    const perSecond = this.#parts.options.framesPerSecond
    const rate = { perSecond, burst: perSecond * BURST_SECONDS }
    const taken = take(connection.frameTokens, rate, now)
    connection.frameTokens = taken.tokens
    return taken.retryMs === undefined ? undefined : { why: 'tooFast', retryMs: taken.retryMs }
  }

  #read(data: Buffer | undefined): ClientFrame | RefusedHere {
    if (!data) return { why: 'malformed', detail: 'frames are text' }
    const { frameBytes } = this.#parts.options
    if (data.length > frameBytes)
      return { why: 'tooLong', detail: `a frame is at most ${frameBytes} bytes` }
    return parseClientFrame(data.toString())
  }

  async #answer(connection: Line, frame: ClientFrame): Promise<void> {
    if (frame.t === 'enter') {
      const refused = await this.#parts.enter(connection, frame)
      if (refused) this.#refuse(connection, { ...refused, room: frame.room })
      return
    }
    const session = connection.sessionIn(frame.room)
    const room = session && this.#parts.rooms.get(session.room)?.room
    if (session && room) return this.#answerIn(room, session, frame)
    const { room: named } = frame
    const about = frame.t === 'send' ? { cid: frame.cid } : {}
    this.#refuse(connection, { why: 'notHere', ...about, ...(named ? { room: named } : {}) })
  }

  #answerIn(
    room: LiveRoom,
    session: Session,
    frame: Exclude<ClientFrame, EnterFrame>,
  ): Promise<void> | void {
    switch (frame.t) {
      case 'send':
        return this.#say(room, session, frame)
      case 'ping':
        return this.#pong(room, session, frame)
      case 'fetch':
        return this.#fetch(room, session, frame)
      case 'leave':
        return this.#parts.leave(session)
    }
  }

  async #say(room: LiveRoom, { connection, viewer }: Session, frame: SendFrame): Promise<void> {
    const { uplink, isAsleep } = this.#parts
    const { cid, room: named } = frame
    const refused = isAsleep()
    const answer = refused ? uplink.refuse(refused, cid) : await uplink.say(room, viewer, frame)
    connection.tell(named ? { ...answer, room: named } : answer)
  }

  #pong(room: LiveRoom, session: Session, { room: named, cursor }: PingFrame): void {
    if (cursor !== undefined) room.hasRead(session, cursor)
    const { options, ticketing } = this.#parts
    const at = this.#parts.now()
    const ticket = ticketing.renewed(session, room)
    session.connection.tell({
      t: 'pong',
      ...(named ? { room: named } : {}),
      at: room.streamTime(at),
      nextMs: heartbeatMs(at - session.connection.cameAt, options),
      ...(ticket ? { ticket } : {}),
    })
  }

  async #fetch(
    room: LiveRoom,
    session: Session,
    { from, before, limit }: FetchFrame,
  ): Promise<void> {
    const { past } = this.#parts
    const since = parseCursor(from)
    if (since) return past.since(room, session, since)
    return past.before(room, session, parseCursor(before) ?? room.cursor, limit ?? MOST_HISTORY)
  }

  #failed(connection: Line, frame: ClientFrame, failure: unknown): void {
    this.#parts.fault(failure)
    const cid = frame.t === 'send' ? { cid: frame.cid } : {}
    this.#refuse(connection, { why: 'unavailable', ...cid })
  }

  #strike(connection: Line, refused: RefusedHere, reason: CloseReason): void {
    this.#refuse(connection, refused)
    const { tokens, retryMs } = take(connection.mercy, MERCY, connection.heardAt)
    connection.mercy = tokens
    if (retryMs !== undefined) this.#parts.close(connection, reason)
  }

  #refuse(connection: Line, { cid, room, ...refused }: RefusedHere): void {
    const no = this.#parts.uplink.refuse(refused, cid)
    connection.tell(room ? { ...no, room } : no)
  }
}
