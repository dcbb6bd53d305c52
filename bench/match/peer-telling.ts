// Messages of a peer as the crowd keeps its books: their numbers are dense, and all of them
// are in one bucket.

import { byPriority } from '../../engine/message.ts'
import type { Marks } from '../../loadtest/accounting/mark.ts'
import { telling } from '../../loadtest/accounting/telling.ts'
import type { Says } from '../../loadtest/crowd/dialect.ts'
import { PEER_EPOCH } from './wire.ts'

type PeerMessage = { readonly id: string; readonly seq: number; readonly at: number }

export function cursorAt(seq: number): string {
  return `${PEER_EPOCH}.0.0.${seq}`
}

export function tellingOf(told: readonly PeerMessage[], marks: Marks): Says {
  const prev = marks.of(cursorAt((told[0]?.seq ?? 1) - 1))
  const cursor = marks.of(cursorAt(told.at(-1)?.seq ?? 0))
  if (!prev || !cursor) return { is: 'nonsense', text: JSON.stringify(told).slice(0, 100) }
  const messages = told.map(({ id, seq, at }) => ({ id, seq, at, priority: 'low' as const }))
  const withheld = byPriority(() => 0)
  return {
    is: 'telling',
    telling: telling({ t: 'batch', prev, cursor, messages, withheld, more: false }),
  }
}
