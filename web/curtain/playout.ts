// A frame brings a tick's worth of messages at once. Flown at once they would come in
// bursts, so each waits as long after the frame's first message as it was said after it.
// Messages of one moment are spread until the next one (or the end of the tick).

/**
 * How long each message waits, given when they were said, sorted.
 * Nobody waits longer than a tick; what is older than the tick flies at once.
 */
export function delays(ats: readonly number[], tickMs: number): number[] {
  const last = ats.at(-1) ?? 0
  const start = Math.max(ats[0] ?? 0, last - tickMs)
  const waits = ats.map(at => Math.max(0, at - start))
  return waits.map((wait, index) => wait + share(waits, index, tickMs))
}

/** The part of the gap behind a moment that belongs to this one of the messages it holds. */
function share(waits: readonly number[], index: number, tickMs: number): number {
  const wait = waits[index] as number
  const first = waits.indexOf(wait)
  const next = waits.lastIndexOf(wait) + 1
  const gap = (waits[next] ?? Math.max(tickMs, wait)) - wait
  return Math.floor((gap * (index - first)) / (next - first))
}
