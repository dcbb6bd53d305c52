// Sets of offsets of one partition, as ranges: sorted, apart from one another, both ends
// inclusive. What was read in order is one range, however much it is.

export type OffsetRange = { readonly from: number; readonly to: number }

/** The ranges with one more in them; what touches becomes one. */
export function cover(
  ranges: readonly OffsetRange[],
  { from, to }: OffsetRange,
): readonly OffsetRange[] {
  const before = ranges.filter(range => range.to < from - 1)
  const after = ranges.filter(range => range.from > to + 1)
  const touched = ranges.slice(before.length, ranges.length - after.length)
  const joined = {
    from: Math.min(from, touched[0]?.from ?? from),
    to: Math.max(to, touched.at(-1)?.to ?? to),
  }
  return [...before, joined, ...after]
}

/** What of the span the ranges do not cover. */
export function gaps(ranges: readonly OffsetRange[], span: OffsetRange): OffsetRange[] {
  const found: OffsetRange[] = []
  let next = span.from
  for (const { from, to } of ranges) {
    if (to < next || from > span.to) continue
    if (from > next) found.push({ from: next, to: from - 1 })
    next = to + 1
  }
  if (next <= span.to) found.push({ from: next, to: span.to })
  return found
}
