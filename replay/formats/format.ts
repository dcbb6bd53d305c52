// How another player wants its comments: a beginning, one piece per comment, an end, written
// one after the other so that no answer is ever whole in memory.

import type { ArchiveRow } from '../../engine/ports/archive.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { type Flying, flyingOf } from './flying.ts'

export type Format = {
  readonly contentType: string
  readonly begin: string
  readonly between: string
  readonly end: string
  write(comment: Flying): string
}

/** The text of the first `limit` comments, page by page. */
export async function* written(
  format: Format,
  pages: AsyncIterable<readonly ArchiveRow[]>,
  limit: number,
): AsyncGenerator<string> {
  let left = limit
  let begun = false
  for await (const rows of pages) {
    const comments = rows.flatMap(
      ({ message }) => flyingOf(message, openedAt(message.stream)) ?? [],
    )
    const pieces = comments.slice(0, left).map(comment => format.write(comment))
    left -= pieces.length
    if (pieces.length > 0)
      yield (begun ? format.between : format.begin) + pieces.join(format.between)
    begun ||= pieces.length > 0
    if (left === 0) break
  }
  yield (begun ? '' : format.begin) + format.end
}
