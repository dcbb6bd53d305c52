// A frame brings a tick's worth of messages at once. Flown at once they would come in bursts, so
// each is shown as long after it was said as every other: about a tick, and what the way here
// takes. So the gaps between comments are those in which they were said, also from the last of
// one frame to the first of the next.
//
// How long that is, is learnt from the frames: no message can be shown before it is here. It
// grows at once when a frame comes late, and shrinks slowly. Messages of one moment are spread
// until the next one was said (or the end of the tick).

/** What is remembered from frame to frame. */
export type Playout = {
  /** From when something was said, ms since the stream opened, to when it is shown, by our clock. */
  readonly behindMs: number
  readonly arrivedMs: number
  readonly lastDueMs: number
}

export type Arrived = {
  /** When its messages were said, sorted. */
  readonly ats: readonly number[]
  readonly arrivedMs: number
  readonly tickMs: number
}

/** Of what we are behind more than needed, so much is made up for with each frame. */
const MADE_UP = 0.05
/** After so many ticks of silence nobody sees a gap: what is said then flies at once. */
const SILENT_TICKS = 2

/** When each message is to be shown: never before it arrived, never before one that came earlier. */
export function playOut(
  before: Playout | undefined,
  { ats, arrivedMs, tickMs }: Arrived,
): { readonly after: Playout | undefined; readonly dueMs: readonly number[] } {
  const last = ats.at(-1)
  if (last === undefined) return { after: before, dueMs: [] }
  const start = Math.max(ats[0] as number, last - tickMs)
  const known = before && arrivedMs - before.arrivedMs <= SILENT_TICKS * tickMs ? before : undefined
  const behindMs = behind(known?.behindMs, arrivedMs - start, tickMs)
  const notBefore = known?.lastDueMs ?? arrivedMs
  const dueMs = waits(ats, start, tickMs).map(wait => Math.max(notBefore, start + behindMs + wait))
  return { after: { behindMs, arrivedMs, lastDueMs: dueMs.at(-1) as number }, dueMs }
}

/** @param needed what this frame asks for: its first message is shown no sooner than now */
function behind(before: number | undefined, needed: number, tickMs: number): number {
  if (before === undefined || before <= needed) return needed
  return Math.min(before - (before - needed) * MADE_UP, needed + tickMs)
}

/** How long after the frame's first moment each is due; what is older than a tick comes with it. */
function waits(ats: readonly number[], start: number, tickMs: number): number[] {
  const sinceStart = ats.map(at => Math.max(0, at - start))
  return sinceStart.map((wait, index) => wait + share(sinceStart, index, tickMs))
}

/** The part of the gap behind a moment that belongs to this one of the messages it holds. */
function share(waits: readonly number[], index: number, tickMs: number): number {
  const wait = waits[index] as number
  const first = waits.indexOf(wait)
  const next = waits.lastIndexOf(wait) + 1
  const gap = (waits[next] ?? Math.max(tickMs, wait)) - wait
  return Math.floor((gap * (index - first)) / (next - first))
}
