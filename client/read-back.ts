// What was said in a stretch of a stream, piece by piece from its end: as much of the newest as
// is wanted, and no piece more than that takes.

import type { WireMessage } from '../engine/wire/message.ts'
import type { ReplayReader } from './replay-reader.ts'

export type PieceReader = Pick<ReplayReader, 'pieces' | 'said'>

export type Stretch = {
  /** What was said after this, ms since the stream opened; from its beginning when left out. */
  readonly afterMs?: number
  /** And before this. */
  readonly beforeMs: number
  /** No further piece is read when there are more than this already. */
  readonly most: number
  readonly mostPieces?: number
}

/** Sorted; throws a BarrageError when nobody plays the stream, or a piece does not come. */
export async function readBack(
  reader: PieceReader,
  { afterMs = Number.NEGATIVE_INFINITY, beforeMs, most, mostPieces }: Stretch,
): Promise<readonly WireMessage[]> {
  const all = await reader.pieces()
  const pieces = all.filter(({ from, to }) => from < beforeMs && to > afterMs)
  const found: WireMessage[] = []
  for (const piece of pieces.toReversed().slice(0, mostPieces)) {
    const said = await reader.said(piece)
    found.unshift(...said.filter(({ at }) => at > afterMs && at < beforeMs))
    if (found.length > most) break
  }
  return found
}
