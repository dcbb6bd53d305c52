// The density of a stream as the outline that the seek bar is drawn over: an SVG path in a
// box 100 wide and 1 high, zero at the bottom. Square roots, because one outburst of a
// room would press everything else flat.

export function densityPath(counts: readonly number[]): string {
  if (counts.length === 0) return ''
  const peak = Math.max(1, ...counts)
  const points = counts.map((count, index) => {
    const x = counts.length === 1 ? 50 : (100 * index) / (counts.length - 1)
    return [x, 1 - Math.sqrt(Math.max(0, count) / peak)] as const
  })
  const line = points.map(([x, y]) => `L${round(x)} ${round(y)}`).join('')
  return `M0 1${line}L100 1Z`
}

/** Counts on at most `most` steps: neighbours are added up. */
export function coarser(counts: readonly number[], most: number): number[] {
  const step = Math.ceil(counts.length / most) || 1
  return Array.from({ length: Math.ceil(counts.length / step) }, (_, index) =>
    counts.slice(index * step, (index + 1) * step).reduce((sum, count) => sum + count, 0),
  )
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
