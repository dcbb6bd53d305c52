// Where a stream lies in the log: in each partition between its opening and its closing mark.
//
// Only when every partition of the log has both can it be told whether something is missing:
// a partition of which nothing was heard may hold anything.

import type { OffsetRange } from './offset-ranges.ts'

export type HeardMark = {
  /** Identity of the log. */
  readonly log: string
  /** How many partitions that log has. */
  readonly partitions: number
  readonly mark: 'opened' | 'closed'
  readonly partition: number
  readonly offset: number
}

export type StreamSpan = OffsetRange & { readonly log: string; readonly partition: number }

/** The stream's span in every partition; nothing when a mark is missing. */
export function spansOf(marks: readonly HeardMark[]): readonly StreamSpan[] | undefined {
  if (marks.length === 0) return undefined
  const spans: StreamSpan[] = []
  for (const log of new Set(marks.map(mark => mark.log))) {
    const heard = marks.filter(mark => mark.log === log)
    const partitions = Math.max(...heard.map(mark => mark.partitions))
    for (let partition = 0; partition < partitions; partition++) {
      const span = spanOf(heard.filter(mark => mark.partition === partition))
      if (!span) return undefined
      spans.push({ log, partition, ...span })
    }
  }
  return spans
}

/** A mark may be in the log twice, when appending it was unsure: the outermost count. */
function spanOf(marks: readonly HeardMark[]): OffsetRange | undefined {
  const opened = marks.filter(({ mark }) => mark === 'opened').map(({ offset }) => offset)
  const closed = marks.filter(({ mark }) => mark === 'closed').map(({ offset }) => offset)
  if (opened.length === 0 || closed.length === 0) return undefined
  return { from: Math.min(...opened), to: Math.max(...closed) }
}
