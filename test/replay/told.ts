// A replay role over a memory archive, with a stream in it as a test tells it.

import { pino } from 'pino'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryReplayStore } from '../../engine/adapters/memory/replay-store.ts'
import { Fault } from '../../engine/fault.ts'
import type { StreamId, ViewerId } from '../../engine/ids.ts'
import type { Message } from '../../engine/message.ts'
import { messageId } from '../../engine/message-id.ts'
import type { Archive, ArchiveRow, Mark } from '../../engine/ports/archive.ts'
import type { ReplayStore } from '../../engine/ports/replay-store.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { makeServer } from '../../http/server.ts'
import { newReplayCounts } from '../../replay/counts.ts'
import { replayRole } from '../../replay/role.ts'
import { NOON, ROOM, STREAM, said } from '../fixtures/message.ts'

type After = { after(fn: () => Promise<void>): void }
export type Line = Partial<Message> & {
  /** ms since the stream opened */
  readonly ms: number
  readonly text?: string
  readonly shadowed?: boolean
}

export const KEY = 'a'.repeat(32)
export const SETTINGS = { segmentMs: 10_000, settleMs: 5_000, cacheBytes: 1_000_000 }

export async function opened(
  t: After,
  archive: Archive = new MemoryArchive({ mostRows: 100_000 }),
) {
  let now = NOON
  const clock = () => now
  const world = { asked: 0, storeFails: false, archiveFails: false }
  const kept = new MemoryReplayStore({ now: clock, mostBytes: 1_000_000 })
  const replayStore: ReplayStore = {
    get: async key => {
      if (world.storeFails) throw new Error('away')
      return kept.get(key)
    },
    put: async (...put) => {
      if (world.storeFails) throw new Error('away')
      await kept.put(...put)
    },
    close: async () => {},
  }
  const counted: Archive = {
    store: batch => archive.store(batch),
    stream: id => archive.stream(id),
    overlay: archive.overlay,
    streams: (...asked) => archive.streams(...asked),
    histogram: (...asked) => archive.histogram(...asked),
    missing: id => archive.missing(id),
    close: () => archive.close(),
    comments: async (...asked) => {
      world.asked++
      if (world.archiveFails) throw new Fault('archive-unavailable')
      return archive.comments(...asked)
    },
  }
  const wholeness = async (stream: StreamId) => {
    const missing = await archive.missing(stream)
    return missing ? { whole: missing.length === 0, missing } : { whole: null }
  }
  const deps = {
    ...{ archive: counted, replayStore, wholeness, now: clock, settings: SETTINGS },
    ...{ random: () => 0.5, applicationKey: KEY },
  }
  const another = async () => {
    const counts = newReplayCounts()
    const role = makeServer({ log: pino({ level: 'silent' }) })
    await replayRole(role, { ...deps, counts })
    await role.ready()
    t.after(() => role.close())
    return { app: role, counts }
  }
  const first = await another()

  const get = (url: string, headers: Record<string, string> = {}) =>
    first.app.inject({ method: 'GET', url, headers })
  const turn = (ms: number) => {
    now += ms
  }
  return { ...first, another, archive, world, get, turn }
}

let offsets = 0

/** Puts lines into the archive, and perhaps the marks of the stream's ends. */
export async function tell(
  archive: Archive,
  lines: readonly Line[],
  { stream = STREAM, ends = [] }: { stream?: StreamId; ends?: readonly Mark['mark'][] } = {},
): Promise<void> {
  const rows = lines.map(({ ms, text = 'hello', shadowed = false, ...over }): ArchiveRow => {
    const offset = offsets++
    const id = messageId(stream, 'ann' as ViewerId, String(offset))
    const at = openedAt(stream) + ms
    return { message: said(text, { id, stream, at, ...over }), shadowed, partition: 0, offset }
  })
  const marks = ends.map((mark): Mark => {
    const at = openedAt(stream) + (mark === 'opened' ? 0 : 60_000)
    const offset = mark === 'opened' ? 0 : 1_000_000
    return { mark, room: ROOM, stream, at, partition: 0, offset }
  })
  const covered = [{ partition: 0, from: 0, to: 1_000_000 }]
  await archive.store({ log: 'l', partitions: 1, rows, marks, covered })
}
