// What the archive's contract is tried with: a room, a stream and a log that no other test has.

import type { ArchiveRow } from '../../engine/archived.ts'
import type { MessageId, RoomId, StreamId } from '../../engine/ids.ts'
import type { Message } from '../../engine/message.ts'
import type { Archive, ArchiveBatch, Mark } from '../../engine/ports/archive.ts'
import { newStreamId } from '../../engine/stream-id.ts'
import { NOON, said } from '../fixtures/message.ts'

export const ALL = { from: 0, to: Number.POSITIVE_INFINITY, limit: 100 }

export async function texts(archive: Archive, stream: StreamId): Promise<string[]> {
  return (await archive.comments(stream, ALL)).map(({ message }) => message.id)
}

let places = 0

export function place() {
  const n = ++places
  const openedAt = NOON + n * 1_000
  const stream = newStreamId(openedAt, () => 0)
  const [room, log] = [`room-${n}` as RoomId, `log-${n}`]
  return {
    ...{ openedAt, stream, room, log },
    batch: (rows: readonly ArchiveRow[]): ArchiveBatch => {
      return { log, partitions: 1, rows, marks: [], covered: [] }
    },
    row: (
      id: string,
      { ms = 0, partition = 0, offset = 0, shadowed = false, over = {} }: Partial<RowOptions> = {},
    ): ArchiveRow => {
      const message = said(id, { id: id as MessageId, room, stream, at: openedAt + ms, ...over })
      return { message, shadowed, partition, offset }
    },
    /** Read from its log at this offset. */
    from: (offset: number) => ({ log, offset }),
    mark: (mark: Mark['mark'], partition: number, offset: number): Mark => {
      const at = mark === 'opened' ? openedAt : openedAt + 60_000
      return { mark, room, stream, at, partition, offset }
    },
  }
}

type RowOptions = {
  readonly ms: number
  readonly partition: number
  readonly offset: number
  readonly shadowed: boolean
  readonly over: Partial<Message>
}
