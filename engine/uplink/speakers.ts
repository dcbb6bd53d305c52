// What is remembered of those who speak, apart from their connections, so that coming back
// does not refill anybody's tokens: what a sender did a moment ago, and which messages have
// been said or are on their way up. One that is known gets the answer of its first copy: it is
// not paced, screened or appended again. Both memories are bounded; what falls out of them is
// the store's to recognise.

import { LRUCache } from 'lru-cache'
import type { MessageId } from '../ids.ts'
import type { Message } from '../message.ts'
import type { Refused } from '../refusal.ts'
import { type Context, climb, type SenderState, type Step } from './step.ts'

/** Messages whose answer is known: ten minutes of a busy edge, some 10 MB. */
const KNOWN_MESSAGES = 50_000
/** Senders whose pace is known, a few hundred bytes each. */
const KNOWN_SENDERS = 50_000

/** Where somebody speaks, as it is now. */
export type Place = Pick<Context, 'now' | 'open' | 'settings' | 'room' | 'mutedUntil'>

/** Nothing: it is said. */
type Answer = Refused | undefined

export class Speakers {
  readonly #steps: readonly Step[]
  readonly #count: Context['count']
  readonly #known = new LRUCache<MessageId, Promise<Answer>>({ max: KNOWN_MESSAGES })
  readonly #senders = new LRUCache<string, SenderState>({ max: KNOWN_SENDERS })
  /** Messages that were said, each counted once. */
  said = 0

  /** @param count told what the steps changed on the way */
  constructor(steps: readonly Step[], count: Context['count']) {
    this.#steps = steps
    this.#count = count
  }

  /** Why not; nothing when it is said. What was refused or failed may be tried again. */
  say(message: Message, place: Place): Promise<Answer> {
    const known = this.#known.get(message.id)
    if (known) return known
    const answer = this.#climb(message, place)
    this.#known.set(message.id, answer)
    answer.then(
      refused => refused && this.#known.delete(message.id),
      () => this.#known.delete(message.id),
    )
    return answer
  }

  async #climb(message: Message, place: Place): Promise<Answer> {
    const sender = this.#senderOf(message)
    const end = await climb(this.#steps, message, {
      ...place,
      ...{ sender, trusted: false, count: this.#count },
    })
    if ('why' in end) return end
    this.said++
    return undefined
  }

  #senderOf({ room, from: { id } }: Message): SenderState {
    const key = `${room}/${id}`
    const sender = this.#senders.get(key) ?? { id, tokens: undefined, recent: [] }
    this.#senders.set(key, sender)
    return sender
  }
}
