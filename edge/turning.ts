// The rooms of an edge, and what each of their turns is made of.

import { Spacing } from '../engine/spacing.ts'
import { LiveRooms } from './live-rooms.ts'
import type { EdgeParts } from './parts.ts'
import { type TurnParts, turn } from './turn.ts'

/** As the tick of a big room. */
const MOST_SPACING_MS = 1_000

export function makeRooms(
  parts: EdgeParts,
  own: Pick<TurnParts, 'windows' | 'past' | 'isCurrent'>,
): LiveRooms {
  const { buckets, options, counts, now, fault, notices, random } = parts
  const spacing = new Spacing(MOST_SPACING_MS)
  const turnParts: TurnParts = { ...own, buckets, now, counts, options, fault }
  return new LiveRooms({
    ...parts,
    pulse: {
      ...{ notices, pollMs: options.pollMs, counts, fault, now, random },
      spacingMs: () => spacing.ms,
      turn: room => turn(room, turnParts),
    },
  })
}
