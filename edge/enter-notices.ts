// "Ann came in", as a message like any other, of the kind `enter` and of low priority. Everybody
// who enters is told of in a small room; in a middle one some are; in a big one the count says
// enough, and a message a newcomer would drown what is said. On the ladder's fifth step nobody is.
//
// The same person within a minute is one message, whatever edges they came by: its name is made
// of theirs and of the minute.

import type { Now } from '../engine/clock.ts'
import type { Rate } from '../engine/room.ts'
import { take } from '../engine/uplink/pace.ts'
import { spoken } from '../engine/uplink/spoken.ts'
import type { Step, Tokens } from '../engine/uplink/step.ts'
import type { LiveRoom } from './live-room.ts'
import type { EdgeOptions } from './options.ts'
import { sayTrusted } from './say-trusted.ts'
import { speakerIn, type Viewer } from './session.ts'

const KIND = 'enter'
const SAME_MS = 60_000

export type EnterNoticesParts = {
  readonly steps: readonly Step[]
  readonly options: EdgeOptions['entering']
  readonly now: Now
  readonly fault: (failure: unknown) => void
}

export class EnterNotices {
  readonly #parts: EnterNoticesParts
  readonly #tokens = new WeakMap<LiveRoom, Tokens>()

  constructor(parts: EnterNoticesParts) {
    this.#parts = parts
  }

  entered(room: LiveRoom, viewer: Viewer): void {
    const { settings, relief, open } = room
    if (open && settings.enterNotices && relief.tellsWhoEnters && this.#isWanted(room))
      this.#say(room, viewer).catch(this.#parts.fault)
  }

  #isWanted(room: LiveRoom): boolean {
    const { allBelow, sampledBelow, perSecond } = this.#parts.options
    if (room.viewers < allBelow) return true
    if (room.viewers >= sampledBelow) return false
    const rate: Rate = { burst: perSecond, perSecond }
    const taken = take(this.#tokens.get(room), rate, this.#parts.now())
    this.#tokens.set(room, taken.tokens)
    return taken.retryMs === undefined
  }

  async #say(room: LiveRoom, viewer: Viewer): Promise<void> {
    const { steps, now } = this.#parts
    const at = now()
    const cid = `${KIND} ${Math.floor(at / SAME_MS)}` // no client's: theirs have no spaces
    const words = { cid, kind: KIND, body: {} }
    await sayTrusted(
      steps,
      room,
      spoken(words, speakerIn(room, viewer), { stream: room.stream, at }),
    )
  }
}
