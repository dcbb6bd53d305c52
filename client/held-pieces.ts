// Which pieces of a stream a viewer of the crowd has, and what a newer list changes: pieces to
// fetch, and messages that are in no piece any more and leave the screen. Pure but for what it
// remembers, which is as much as a list reaches back.

import type { WireMessage } from '../engine/wire/message.ts'
import type { Latest, Piece } from './replay-reader.ts'

type Held = { readonly generation: number; readonly ids: readonly string[] }

export class HeldPieces {
  /** By where they begin. */
  readonly #held = new Map<number, Held>()

  /**
   * Takes over a newer list.
   * @returns what to fetch, in order, and the ids of what was taken back to the last message
   * of a piece: such a piece is no longer listed
   */
  compare({ from, pieces }: Pick<Latest, 'from' | 'pieces'>): {
    readonly wanted: readonly Piece[]
    readonly gone: readonly string[]
  } {
    const listed = new Set(pieces.map(piece => piece.from))
    const gone: string[] = []
    for (const [at, { ids }] of this.#held) {
      if (at >= from && listed.has(at)) continue
      if (at >= from) gone.push(...ids)
      this.#held.delete(at)
    }
    const wanted = pieces.filter(piece => {
      const held = this.#held.get(piece.from)
      return !held || held.generation < piece.generation
    })
    return { wanted, gone }
  }

  /** Not to be fetched, in this generation or a later one: it was before our time. */
  pass({ from }: Piece): void {
    this.#held.set(from, { generation: Number.POSITIVE_INFINITY, ids: [] })
  }

  /** It was fetched. Gives the ids that its earlier generation had and that it has no more. */
  take(piece: Piece, messages: readonly WireMessage[]): readonly string[] {
    const before = this.#held.get(piece.from)
    const ids = messages.map(({ id }) => `${id}`)
    this.#held.set(piece.from, { generation: piece.generation, ids })
    const still = new Set(ids)
    return before?.ids.filter(id => !still.has(id)) ?? []
  }

  isNew({ from }: Piece): boolean {
    return !this.#held.has(from)
  }
}
