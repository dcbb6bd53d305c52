// The order of a stream's rows, and two lines of rows in that order as one.

import type { ArchiveRow, Place } from './archived.ts'

export function placeOf({ message, partition, offset }: ArchiveRow): Place {
  return { at: message.at, partition, offset }
}

export function order(a: Place, b: Place): number {
  return a.at - b.at || a.partition - b.partition || a.offset - b.offset
}

/** A row that is in both is told once. */
export function merged(a: readonly ArchiveRow[], b: readonly ArchiveRow[]): ArchiveRow[] {
  const rows: ArchiveRow[] = []
  let [m, n] = [0, 0]
  while (m < a.length || n < b.length) {
    const [one, other] = [a[m], b[n]]
    const difference = one && other ? order(placeOf(one), placeOf(other)) : one ? -1 : 1
    rows.push((difference <= 0 ? one : other) as ArchiveRow)
    if (difference <= 0) m++
    if (difference >= 0) n++
  }
  return rows
}
