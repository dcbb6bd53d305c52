// Where a viewer's message begins its climb: from a `send` frame to `ok` or `no`.

import type { Now } from '../engine/clock.ts'
import { REFUSALS, type Refused } from '../engine/refusal.ts'
import { Speakers } from '../engine/uplink/speakers.ts'
import { spoken } from '../engine/uplink/spoken.ts'
import type { Context, Step } from '../engine/uplink/step.ts'
import type { NoFrame, OkFrame, SendFrame } from '../engine/wire/frames.ts'
import { type EdgeCounts, tally } from './counts.ts'
import type { LiveRoom } from './live-room.ts'
import { speakerIn, type Viewer } from './session.ts'

type Answer = OkFrame | NoFrame

export class Uplink {
  readonly #speakers: Speakers
  readonly #now: Now
  readonly #counts: EdgeCounts

  /** @param screened told what the steps changed on the way */
  constructor(steps: readonly Step[], now: Now, counts: EdgeCounts, screened: Context['count']) {
    this.#speakers = new Speakers(steps, screened)
    this.#now = now
    this.#counts = counts
  }

  /** The answer to a `send`; one that failed is not remembered, so that it may be tried again. */
  async say(room: LiveRoom, viewer: Viewer, frame: SendFrame): Promise<Answer> {
    const { cid } = frame
    const now = this.#now()
    const said = spoken(frame, speakerIn(room, viewer), { stream: room.stream, at: now })
    const { open, settings, uplink } = room
    const place = { now, open, settings, room: uplink, mutedUntil: room.muted[viewer.id] }
    const refused = await this.#speakers.say(said, place)
    this.#counts.accepted = this.#speakers.said
    return refused ? this.refuse(refused, cid) : { t: 'ok', cid, id: said.id }
  }

  /** A `no` frame, counted. */
  refuse({ why, retryMs, detail, edge }: Refused, cid?: string): NoFrame {
    tally(this.#counts.refused, why)
    const { code, text } = REFUSALS[why]
    return {
      t: 'no',
      ...(cid === undefined ? {} : { cid }),
      code,
      text: detail ? `${text}: ${detail}` : text,
      ...(retryMs === undefined ? {} : { retryMs }),
      ...(edge === undefined ? {} : { edge }),
    }
  }
}
