// Who is gone without a word, and who does not read: one sweep over a room's sessions, no
// timer per connection.
//
// The kernel swallows megabytes before a write is refused, so who reads is judged by what
// the viewer itself says: its pings carry the cursor of the last frame it has seen.

import type { CloseReason } from '../engine/close-code.ts'
import type { LiveRoom } from './live-room.ts'
import type { Session } from './session.ts'

export type SweepRule = {
  readonly silentMs: number
  readonly unreadFrames: number
  readonly heartbeatMs: number
}

/** The number of frames a room had told at a time; see `FramePace`. */
type Sample = { readonly at: number; readonly frames: number }

/** How many frames a room tells in two heartbeats: what a viewer may well not have answered yet. */
export class FramePace {
  /** A room that is younger than two heartbeats has told everything within them. */
  readonly #samples: Sample[] = [{ at: Number.NEGATIVE_INFINITY, frames: 0 }]

  /** Called at each sweep with the frames told so far; answers those of the last two heartbeats. */
  recent(frames: number, now: number, heartbeatMs: number): number {
    this.#samples.push({ at: now, frames })
    while ((this.#samples[1]?.at ?? now) <= now - 2 * heartbeatMs) this.#samples.shift()
    return frames - (this.#samples[0] as Sample).frames
  }
}

/** Why this session must go, or nothing. Pure. */
export function verdict(
  session: Pick<Session, 'readFrame'> & { readonly connection: { readonly heardAt: number } },
  frames: { readonly told: number; readonly recent: number },
  now: number,
  rule: SweepRule,
): CloseReason | undefined {
  if (now - session.connection.heardAt > rule.silentMs) return 'silent'
  const unread = frames.told - session.readFrame
  if (unread > rule.unreadFrames && unread > frames.recent) return 'tooSlow'
  return undefined
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
  const frames = { told, recent: pace.recent(told, now, rule.heartbeatMs) }
  for (const session of [...room.sessions]) {
    const reason = verdict(session, frames, now, rule)
    if (reason) close(session, reason)
  }
}
