// What the replay service says of a stream, and which parts of it a player needs next. The
// service counts from the stream's opening; a player plays its video, without the pauses, so
// all is turned into that once, here. Pure; fetching is archive-reader.ts.

import { type Playback, videoMs, videoMsOrCut } from '../../engine/playback.ts'
import type { WireMessage } from '../../engine/wire/message.ts'

export type SegmentRef = {
  readonly url: string
  /** ms of the video: `from` belongs to it, `to` to the next. */
  readonly from: number
  readonly to: number
  readonly count: number
}

/** The table of segments as it comes: an address to fill in, and a row for each. */
export type SegmentTable = {
  readonly url: string
  readonly rows: readonly (readonly number[])[]
}

export type Manifest = {
  readonly stream: string
  readonly room: string
  /** ms since 1970. */
  readonly openedAt: number
  readonly closedAt?: number
  readonly live: boolean
  readonly durationMs: number
  readonly playback: Playback
  readonly segments: readonly SegmentRef[]
  /** While the stream is on: where to ask for what is not in a segment yet. */
  readonly head?: { readonly url: string; readonly from: number }
}

/** While a stream is on, what was said in its last moments may still be on its way to the archive. */
const SETTLE_MS = 4_000

export type Segment = {
  readonly from: number
  readonly to: number
  /** Sorted by `at`. */
  readonly messages: readonly WireMessage[]
}

export function segmentsOf({ url, rows }: SegmentTable, playback: Playback): readonly SegmentRef[] {
  return rows.map(([from = 0, to = 0, generation = 0, count = 0]) => {
    const numbers: Record<string, number> = { from, to, generation }
    const filledIn = url.replace(/\{(\w+)\}/g, (_, name) => `${numbers[name]}`)
    return { url: filledIn, ...inVideo({ from, to }, playback), count }
  })
}

export function inVideo({ from, to }: { from: number; to: number }, playback: Playback) {
  return { from: videoMsOrCut(from, playback), to: videoMsOrCut(to, playback) }
}

/** Those of a pause are left out. */
export function messagesInVideo(
  messages: readonly WireMessage[],
  playback: Playback,
): readonly WireMessage[] {
  return messages.flatMap(message => {
    const at = videoMs(message.at, playback)
    return at === undefined ? [] : [{ ...message, at }]
  })
}

/** How far a player may play. */
export function endOf({ live, durationMs }: Manifest): number {
  return live ? Math.max(0, durationMs - SETTLE_MS) : durationMs
}

/** The segments that touch `[fromMs, toMs)`, in order; those without messages are left out. */
export function touching(
  segments: readonly SegmentRef[],
  fromMs: number,
  toMs: number,
): readonly SegmentRef[] {
  return segments.filter(({ from, to, count }) => count > 0 && from < toMs && to > fromMs)
}

/** The messages said after `afterMs` and at or before `untilMs`. */
export function saidBetween(
  segments: readonly Segment[],
  afterMs: number,
  untilMs: number,
): readonly WireMessage[] {
  return segments.flatMap(({ messages }) =>
    messages.filter(({ at }) => at > afterMs && at <= untilMs),
  )
}
