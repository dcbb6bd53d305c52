// Where a viewer's message begins its climb: from a `send` frame to `ok` or `no`.
//
// A `cid` that is known (it was acknowledged, or it is on its way up) gets the answer of its
// first copy: it is not paced, screened or appended again. What a sender did a moment ago is
// remembered apart from its connection, so that coming back does not refill its tokens. Both
// memories are bounded; what falls out of them is the store's to recognise.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { MessageId } from '../engine/ids.ts'
import { DANMAKU, type Message } from '../engine/message.ts'
import { messageId } from '../engine/message-id.ts'
import { REFUSALS, type Refused } from '../engine/refusal.ts'
import { type Context, climb, type SenderState, type Step } from '../engine/uplink/step.ts'
import type { NoFrame, OkFrame, SendFrame } from '../engine/wire/frames.ts'
import { type EdgeCounts, tally } from './counts.ts'
import type { LiveRoom } from './live-room.ts'
import type { Viewer } from './session.ts'

/** Messages whose answer is known: ten minutes of a busy edge, some 10 MB. */
const KNOWN_MESSAGES = 50_000
/** Senders whose pace is known, a few hundred bytes each. */
const KNOWN_SENDERS = 50_000

type Answer = OkFrame | NoFrame

export class Uplink {
  readonly #steps: readonly Step[]
  readonly #now: Now
  readonly #counts: EdgeCounts
  readonly #known = new LRUCache<MessageId, Promise<Answer>>({ max: KNOWN_MESSAGES })
  readonly #senders = new LRUCache<string, SenderState>({ max: KNOWN_SENDERS })
  readonly #screened: Context['count']

  /** @param screened told what the steps changed on the way */
  constructor(steps: readonly Step[], now: Now, counts: EdgeCounts, screened: Context['count']) {
    this.#steps = steps
    this.#now = now
    this.#counts = counts
    this.#screened = screened
  }

  /** The answer to a `send`; one that failed is not remembered, so that it may be tried again. */
  say(room: LiveRoom, viewer: Viewer, frame: SendFrame): Promise<Answer> {
    const id = messageId(room.stream, viewer.id, frame.cid)
    const known = this.#known.get(id)
    if (known) return known

    const answer = this.#climb(room, viewer, frame, id)
    this.#known.set(id, answer)
    answer.catch(() => this.#known.delete(id))
    return answer
  }

  async #climb(
    room: LiveRoom,
    viewer: Viewer,
    { cid, kind = DANMAKU, body }: SendFrame,
    id: MessageId,
  ): Promise<Answer> {
    const now = this.#now()
    const { id: viewerId, name, role, level } = viewer
    const from = { id: viewerId, name, role, ...(level === undefined ? {} : { level }) }
    const said: Message = {
      id,
      room: room.id,
      stream: room.stream,
      kind,
      priority: 'low',
      from,
      body,
      at: now,
    }
    const climbed = await climb(this.#steps, said, this.#context(room, viewer, now))
    if ('why' in climbed) {
      this.#known.delete(id)
      return this.refuse(climbed, cid)
    }
    this.#counts.accepted++
    return { t: 'ok', cid, id }
  }

  /** A `no` frame, counted. */
  refuse({ why, retryMs, detail }: Refused, cid?: string): NoFrame {
    tally(this.#counts.refused, why)
    const { code, text } = REFUSALS[why]
    return {
      t: 'no',
      ...(cid === undefined ? {} : { cid }),
      code,
      text: detail ? `${text}: ${detail}` : text,
      ...(retryMs === undefined ? {} : { retryMs }),
    }
  }

  #context(room: LiveRoom, viewer: Viewer, now: number): Context {
    const key = `${room.id}/${viewer.id}`
    const sender = this.#senders.get(key) ?? { id: viewer.id, tokens: undefined, recent: [] }
    this.#senders.set(key, sender)
    const { open, settings, uplink } = room
    const mutedUntil = room.muted[viewer.id]
    const trusted = false
    return { now, open, settings, sender, room: uplink, trusted, mutedUntil, count: this.#screened }
  }
}
