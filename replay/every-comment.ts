// A range of a stream, page by page: however long it is, one page of it is in memory.

import type { ArchiveRow, Place, Range } from '../engine/archived.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive } from '../engine/ports/archive.ts'
import { placeOf } from '../engine/row-order.ts'

/** Some 300 kB: an answer begins soon, and asking costs little beside what it brings. */
const PAGE_ROWS = 1_000
/** The ten seconds of a room at its busiest: one question for most segments there are. */
const ALL_ROWS = 5_000

export async function* everyComment(
  archive: Pick<Archive, 'comments'>,
  stream: StreamId,
  range: Range,
  limit = PAGE_ROWS,
): AsyncGenerator<readonly ArchiveRow[]> {
  let after: Place | undefined
  for (;;) {
    const place = after ? { after } : {}
    const page = await archive.comments(stream, { ...range, ...place, limit })
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < limit) return
    after = placeOf(last)
  }
}

/** All at once: for ranges as short as a segment. */
export async function allComments(
  archive: Pick<Archive, 'comments'>,
  stream: StreamId,
  range: Range,
): Promise<readonly ArchiveRow[]> {
  const rows: ArchiveRow[] = []
  for await (const page of everyComment(archive, stream, range, ALL_ROWS)) rows.push(...page)
  return rows
}
