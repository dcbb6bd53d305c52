// One frame to every viewer of a room: the same bytes, one write each.
//
// The loop goes in chunks and lets the event loop breathe between them: written in one go,
// 18,000 sockets stall everything else for a quarter of a second. Who begins changes with each
// frame, so that nobody is late for long. A viewer whose socket has not taken what it was given
// before is skipped, never queued for; what it misses of whitelist and high it gets once it has
// drained (past-frames.ts).

import { setImmediate as breathe } from 'node:timers/promises'
import type { Cursor } from '../engine/cursor.ts'
import type { Frame } from './frame.ts'
import type { Session } from './session.ts'

/**
 * Of the way round, from one frame's first viewer to the next one's: the golden section, whose
 * multiples lie evenly whatever their number. Each viewer is in the last tenth of one frame in
 * ten, and never of many in a row.
 */
const STRIDE = 0.6180339887498949

export type FanOut = {
  /** Sockets written between two breaths. */
  readonly chunk: number
  /** Unsent bytes in user space beyond which a viewer is skipped. */
  readonly unsentBytes: number
  /** The frame's, in its room; who begins goes by it. */
  readonly number: number
  /** A session that was skipped before has drained. */
  readonly drained: (session: Session) => void
}

export type Delivered = { readonly to: number; readonly skipped: number; readonly bytes: number }

/**
 * Writes a live frame to these sessions.
 * @param prev where the frame begins: a viewer that is skipped misses what comes after
 */
export async function fanOut(
  sessions: readonly Session[],
  frame: Frame,
  prev: Cursor,
  rule: FanOut,
): Promise<Delivered> {
  const { length } = sessions
  const first = firstOf(length, rule.number)
  let [to, bytes] = [0, 0]
  for (let i = 0; i < length; i++) {
    if (i > 0 && i % rule.chunk === 0) await breathe()
    const session = sessions[(first + i) % length] as Session
    if (session.caughtUpTo >= rule.number)
      to++ // it drained while the frame went round
    else if (mayHave(session, prev, rule)) {
      bytes += write(session, frame)
      to++
    }
  }
  return { to, skipped: length - to, bytes }
}

/** The index of who begins with a frame. */
export function firstOf(length: number, number: number): number {
  return Math.floor(((number * STRIDE) % 1) * length)
}

/** A small frame to all of these, whatever they have taken before. */
export async function tellEach(
  sessions: readonly Session[],
  frame: Frame,
  chunk: number,
): Promise<void> {
  for (const [i, session] of sessions.entries()) {
    if (i > 0 && i % chunk === 0) await breathe()
    write(session, frame)
  }
}

/** Who is in several rooms is told of them together. */
function write({ transport, sharesLine }: Session, frame: Frame): number {
  return transport.write(frame, sharesLine)
}

function mayHave(session: Session, prev: Cursor, rule: FanOut): boolean {
  if (session.skippedFrom) {
    if (session.hasDrained) rule.drained(session)
    return false
  }
  if (session.transport.unsentBytes <= rule.unsentBytes) return true
  session.skippedFrom = prev
  return false
}
