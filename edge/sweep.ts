// Who is gone without a word, and who does not read: one sweep over a room's sessions, no
// timer per connection.
//
// The kernel swallows megabytes before a write is refused, so who reads is judged by what
// the viewer itself says: its pings carry the cursor of the last frame it has seen.

import type { CloseReason } from '../engine/close-code.ts'
import { type HeartbeatRule, heartbeatMs } from './heartbeat.ts'
import type { LiveRoom } from './live-room.ts'
import type { Session } from './session.ts'

export type SweepRule = HeartbeatRule & { readonly unreadFrames: number }

/** The number of frames a room had told at a time; see `FramePace`. */
type Sample = { readonly at: number; readonly frames: number }

/** How many frames a room tells in two heartbeats: what a viewer may well not have answered yet. */
export class FramePace {
  readonly #keptMs: number
  /** A room that is younger than two heartbeats has told everything within them. */
  readonly #samples: Sample[] = [{ at: Number.NEGATIVE_INFINITY, frames: 0 }]

  /** @param longestMs no heartbeat is longer */
  constructor(longestMs: number) {
    this.#keptMs = 2 * longestMs
  }

  /** Called at each sweep, with the frames told so far. */
  note(frames: number, now: number): void {
    this.#samples.push({ at: now, frames })
    while ((this.#samples[1]?.at ?? now) <= now - this.#keptMs) this.#samples.shift()
  }

  /** Those told in the last two heartbeats of this length. */
  recent(now: number, heartbeatMs: number): number {
    const before = (sample: Sample) => sample.at <= now - 2 * heartbeatMs
    const from = this.#samples.findLast(before) ?? (this.#samples[0] as Sample)
    return (this.#samples.at(-1) as Sample).frames - from.frames
  }
}

type Judged = Pick<Session, 'readFrame'> & {
  readonly connection: { readonly heardAt: number; readonly cameAt: number }
}
/** Told so far, and in the last two heartbeats of a length. */
export type FramesTold = {
  readonly told: number
  readonly recent: (heartbeatMs: number) => number
}

/** Why this session must go, or nothing. Pure. */
export function verdict(
  { readFrame, connection: { heardAt, cameAt } }: Judged,
  { told, recent }: FramesTold,
  now: number,
  rule: SweepRule,
): CloseReason | undefined {
  if (now - heardAt > rule.silentMs) return 'silent'
  const unread = told - readFrame
  if (unread <= rule.unreadFrames) return undefined
  return unread > recent(heartbeatMs(now - cameAt, rule)) ? 'tooSlow' : undefined
}

/** Closes who must go. */
export function sweep(
  room: LiveRoom,
  pace: FramePace,
  now: number,
  rule: SweepRule,
  close: (session: Session, reason: CloseReason) => void,
): void {
  const told = room.totals.frames
  pace.note(told, now)
  const frames = { told, recent: (heartbeatMs: number) => pace.recent(now, heartbeatMs) }
  for (const session of [...room.sessions]) {
    const reason = verdict(session, frames, now, rule)
    if (reason) close(session, reason)
  }
}
