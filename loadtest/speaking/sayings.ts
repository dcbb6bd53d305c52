// One message after the other, as a scenario's shares have it: the same chance says the same.

import { type Body, DANMAKU, type Priority } from '../../engine/message.ts'
import { COLORS } from '../demo-comments.ts'
import type { Sort } from '../scenario.ts'
import { pick } from '../seeded-random.ts'
import { NAMES } from '../speakers.ts'
import type { Texts } from './corpus.ts'

export type Spoken = {
  readonly by: 'viewers' | 'application'

  readonly cid: string
  readonly kind: string
  readonly body: Body
  readonly priority?: Priority
  /** Whom the application says it for. */
  readonly from: { readonly id: string; readonly name: string }
}

/** White is what most people leave it at. */
const COLOR_SHARE = 0.2
/** As many people as talk in a busy room. */
const SPEAKERS = 2_000
const COMMENTS: readonly Sort[] = [{ weight: 1 }]

export type SayingsParts = {
  readonly says: readonly Sort[] | undefined
  readonly texts: Texts
  readonly random: () => number
  /** Keeps the cids of two runs apart. */
  readonly run: string
}

export class Sayings {
  readonly #parts: SayingsParts
  readonly #sorts: readonly Sort[]
  #count = 0

  constructor(parts: SayingsParts) {
    this.#parts = parts
    this.#sorts = parts.says ?? COMMENTS
  }

  next(): Spoken {
    const { random, run } = this.#parts
    const sort = this.#sort()
    const { by = 'application', kind = DANMAKU, priority, body = () => this.#comment() } = sort
    const speaker = Math.floor(random() * SPEAKERS)
    return {
      by,
      cid: `${run}-${(this.#count++).toString(36)}`,
      kind,
      body: body(random),
      ...(priority ? { priority } : {}),
      from: { id: `u${speaker}`, name: `${NAMES[speaker % NAMES.length]}${speaker}` },
    }
  }

  #sort(): Sort {
    let left = this.#parts.random() * this.#sorts.reduce((sum, { weight }) => sum + weight, 0)
    for (const sort of this.#sorts) {
      left -= sort.weight
      if (left < 0) return sort
    }
    return this.#sorts[0] as Sort
  }

  #comment(): Body {
    const { texts, random } = this.#parts
    const text = texts()
    return random() < COLOR_SHARE ? { text, color: pick(COLORS, random) } : { text }
  }
}
