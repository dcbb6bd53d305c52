// Records of the log as the archive takes them: what was said, the ends of streams, and
// which offsets that makes.

import type { ArchiveRow } from '../engine/archived.ts'
import { cover, type OffsetRange } from '../engine/offset-ranges.ts'
import type { ArchiveBatch, Covered, Mark } from '../engine/ports/archive.ts'
import type { LogRecord, MessageLog } from '../engine/ports/message-log.ts'

export function archiveBatch(
  records: readonly LogRecord[],
  { identity, partitions }: Pick<MessageLog, 'identity' | 'partitions'>,
): ArchiveBatch {
  const rows: ArchiveRow[] = []
  const marks: Mark[] = []
  for (const { partition, offset, entry } of records) {
    if (entry.type === 'mark') {
      const { mark, room, stream, at } = entry
      marks.push({ mark, room, stream, at, partition, offset })
    } else if (entry.type === 'message') {
      const { message, shadowed } = entry
      rows.push({ message, shadowed, partition, offset })
    }
  }
  return { log: identity, partitions, rows, marks, covered: covered(records) }
}

function covered(records: readonly LogRecord[]): Covered[] {
  const ranges = new Map<number, readonly OffsetRange[]>()
  for (const { partition, offset } of records)
    ranges.set(partition, cover(ranges.get(partition) ?? [], { from: offset, to: offset }))
  return [...ranges].flatMap(([partition, of]) => of.map(range => ({ partition, ...range })))
}
