// How far a reader of a partition is done, when its records are finished in any order: the
// offset up to which nothing is missing. That is what may be committed; what is finished
// above a gap is remembered until the gap closes.
//
// Finished offsets above the mark are kept as runs, so that one record that takes long costs
// one gap, however many are finished behind it.

/** Finished offsets, from the first to the last of them, both inclusive. */
type Run = readonly [first: number, last: number]

export type LowWater = {
  /** Everything below is finished; this one is not. */
  readonly next: number
  /** What is finished above, in order, with gaps between. */
  readonly runs: readonly Run[]
}

export function lowWater(next: number): LowWater {
  return { next, runs: [] }
}

/** After this offset is finished. One that is known to be changes nothing. */
export function finish(low: LowWater, offset: number): LowWater {
  if (offset < low.next) return low
  if (low.runs.length === 0 && offset === low.next) return { next: offset + 1, runs: low.runs }

  const runs = joined(low.runs, offset)
  const [first] = runs
  return first && first[0] === low.next
    ? { next: first[1] + 1, runs: runs.slice(1) }
    : { next: low.next, runs }
}

/** As if nothing from this offset on had been finished. */
export function rewind(low: LowWater, to: number): LowWater {
  const below = low.runs.filter(([first]) => first < to)
  const runs = below.map(([first, last]): Run => [first, Math.min(last, to - 1)])
  return to <= low.next ? lowWater(to) : { next: low.next, runs }
}

function joined(runs: readonly Run[], offset: number): readonly Run[] {
  const index = firstEndingFrom(runs, offset - 1)
  const near = runs[index]
  if (!near || near[0] > offset + 1) return runs.toSpliced(index, 0, [offset, offset])

  const after = runs[index + 1]
  const bridges = near[1] + 1 === offset && after !== undefined && after[0] === offset + 1
  const last = bridges ? after[1] : Math.max(near[1], offset)
  return runs.toSpliced(index, bridges ? 2 : 1, [Math.min(near[0], offset), last])
}

/** The index of the first run whose last offset is this or higher. */
function firstEndingFrom(runs: readonly Run[], offset: number): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((runs[middle] as Run)[1] >= offset) high = middle
    else low = middle + 1
  }
  return low
}
