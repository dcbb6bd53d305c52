// A stream's outline, out of what the tables say of it.

import { pausesOf } from '../../pauses.ts'
import type { Outline } from '../../ports/archive.ts'
import type { Tier } from '../../ports/tiers.ts'
import { asStream, type Row } from './archive-tables.ts'

type Parts = {
  readonly slots: readonly Row[]
  readonly tallies: readonly Row[]
  readonly marks: readonly Row[]
}

export function asOutline(row: Row, { slots, tallies, marks }: Parts): Outline {
  const stream = asStream(row)
  const heard = marks.map(({ mark, at }) => {
    return { mark: mark === 'paused' ? ('paused' as const) : ('resumed' as const), at: Number(at) }
  })
  return {
    ...stream,
    revision: Number(row.revision),
    newest: row.newest === true,
    pauses: pausesOf(heard, stream.openedAt),
    shiftMs: Number(row.shift_ms),
    tier: row.tier as Tier,
    ...(typeof row.facts === 'string' ? { facts: row.facts } : {}),
    kinds: Object.fromEntries(tallies.map(({ kind, shown }) => [String(kind), Number(shown)])),
    slots: slots.map(({ slot, shown, revision }) => {
      return { slot: Number(slot), count: Number(shown), revision: Number(revision) }
    }),
  }
}
