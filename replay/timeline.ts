// How far a stream reaches, and whether it goes on.
//
// A stream without an end that is not its room's newest is one whose end was never heard of:
// it reaches as far as what was said. Imported streams do not count there: they never were on.

import type { StreamId } from '../engine/ids.ts'
import type { Archive, ArchivedStream, Histogram } from '../engine/ports/archive.ts'

export type Timeline = {
  readonly info: ArchivedStream
  readonly live: boolean
  /** ms since it opened: now, when it is on; its end, when it is known. */
  readonly reachesMs: number | undefined
}

/** Nothing: the archive has never heard of it. */
export async function timelineOf(
  archive: Archive,
  stream: StreamId,
  now: number,
): Promise<Timeline | undefined> {
  const info = await archive.stream(stream)
  if (!info) return undefined
  const { openedAt, closedAt, room } = info
  if (closedAt !== undefined) return { info, live: false, reachesMs: closedAt - openedAt }
  const [newest] = await archive.streams(room, 1, 'logged')
  const live = newest?.stream === stream
  return { info, live, reachesMs: live ? Math.max(0, now - openedAt) : undefined }
}

export function durationMs({ reachesMs }: Timeline, steps: Histogram, stepMs: number): number {
  return reachesMs ?? ((steps.at(-1)?.step ?? -1) + 1) * stepMs
}
