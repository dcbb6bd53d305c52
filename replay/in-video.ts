// A stream's messages as its video has them: those of a pause left out, the others at the
// moment of the video they belong to.

import type { ArchiveRow, Range } from '../engine/archived.ts'
import { streamMs, videoMs } from '../engine/playback.ts'
import type { Outline } from '../engine/ports/archive.ts'

type Shown = Pick<Outline, 'openedAt' | 'pauses' | 'shiftMs'>

/** Of the stream, for a range of the video. */
export function streamRange({ from, to }: Range, shown: Shown): Range {
  return { from: Math.max(0, streamMs(from, shown)), to: Math.max(0, streamMs(to, shown)) }
}

export async function* inVideo(
  pages: AsyncIterable<readonly ArchiveRow[]>,
  shown: Shown,
): AsyncGenerator<readonly ArchiveRow[]> {
  const isTheSame = shown.pauses.length === 0 && shown.shiftMs === 0
  for await (const rows of pages) yield isTheSame ? rows : rows.flatMap(row => moved(row, shown))
}

function moved(row: ArchiveRow, shown: Shown): ArchiveRow[] {
  const { openedAt } = shown
  const ms = videoMs(row.message.at - openedAt, shown)
  return ms === undefined ? [] : [{ ...row, message: { ...row.message, at: openedAt + ms } }]
}
