// A replay role over a memory archive, with a stream in it as a test tells it.

import { pino } from 'pino'
import { MemoryArchive } from '../../engine/adapters/memory/archive.ts'
import { MemoryColdStore } from '../../engine/adapters/memory/cold-store.ts'
import { MemoryReplayStore } from '../../engine/adapters/memory/replay-store.ts'
import type { ArchiveRow } from '../../engine/archived.ts'
import { Fault } from '../../engine/fault.ts'
import type { MessageId, StreamId, ViewerId } from '../../engine/ids.ts'
import type { Message } from '../../engine/message.ts'
import { messageId } from '../../engine/message-id.ts'
import type { Archive, Mark } from '../../engine/ports/archive.ts'
import type { ReplayStore } from '../../engine/ports/replay-store.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { makeServer } from '../../http/server.ts'
import { newReplayCounts } from '../../replay/counts.ts'
import type { ReplaySettings } from '../../replay/deps.ts'
import { openPast } from '../../replay/playing.ts'
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
export const SETTINGS: ReplaySettings = {
  ...{ segmentMs: 10_000, liveSegmentMs: 2_000, settleMs: 5_000 },
  ...{ cacheBytes: 1_000_000, readsAtOnce: 4, readsWaiting: 100 },
}

export async function opened(
  t: After,
  archive: Archive = new MemoryArchive({ mostRows: 100_000 }),
  over: Partial<ReplaySettings> = {},
) {
  let now = NOON
  const clock = () => now
  const settings = { ...SETTINGS, ...over }
  const world = {
    ...{ asked: 0, storeFails: false, archiveFails: false },
    gate: undefined as Promise<void> | undefined,
  }
  const kept = new MemoryReplayStore({ now: clock, mostBytes: 1_000_000, keepMs: 60_000 })
  const cold = new MemoryColdStore()
  const replayStore: ReplayStore = {
    get: async name => {
      if (world.storeFails) throw new Error('away')
      return kept.get(name)
    },
    put: async (...put) => {
      if (world.storeFails) throw new Error('away')
      await kept.put(...put)
    },
    touch: names => kept.touch(names),
    forget: (...asked) => kept.forget(...asked),
    close: async () => {},
  }
  const unlessAway = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (world.archiveFails) throw new Fault('archive-unavailable')
    await world.gate
    return ask()
  }
  const counted: Archive = {
    store: batch => archive.store(batch),
    stream: id => unlessAway(() => archive.stream(id)),
    overlay: archive.overlay,
    takebacks: archive.takebacks,
    tiers: archive.tiers,
    outline: (...asked) => unlessAway(() => archive.outline(...asked)),
    generation: (...asked) => unlessAway(() => archive.generation(...asked)),
    shift: (...asked) => archive.shift(...asked),
    streams: (...asked) => archive.streams(...asked),
    missing: id => archive.missing(id),
    close: () => archive.close(),
    comments: (...asked) => {
      world.asked++
      return unlessAway(() => archive.comments(...asked))
    },
  }
  const wholeness = async (stream: StreamId) => {
    const missing = await archive.missing(stream)
    return missing ? { whole: missing.length === 0, missing } : { whole: null }
  }
  /** Another process over the same archive and store. */
  const another = async () => {
    const counts = newReplayCounts()
    const parts = { replayStore, cold, counts, settings, now: clock }
    const past = openPast({ ...parts, archive: counted })
    const app = makeServer({ log: pino({ level: 'silent' }) })
    const playhead = { say: async () => ({ why: 'closed' }) as const }
    const asked = { random: () => 0.5, applicationKey: KEY, now: clock, settings }
    await replayRole(app, { ...past, ...asked, playhead, replayStore, wholeness })
    await app.ready()
    t.after(() => app.close())
    const get = (url: string, headers: Record<string, string> = {}) =>
      app.inject({ method: 'GET', url, headers })
    const [gate] = past.gates
    return { app, counts, gate, past, get }
  }
  const turn = (ms: number) => {
    now += ms
  }
  return { ...(await another()), another, archive, replayStore, cold, world, turn, now: clock }
}

let offsets = 0

/** Puts lines into the archive, and perhaps the marks of the stream's ends; gives their ids. */
export async function tell(
  archive: Archive,
  lines: readonly Line[],
  { stream = STREAM, ends = [] }: { stream?: StreamId; ends?: readonly Mark['mark'][] } = {},
): Promise<MessageId[]> {
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
  return rows.map(({ message }) => message.id)
}

/** Takes messages back, as the archiver does when it reads of it. */
export async function takeBack(archive: Archive, messages: readonly MessageId[]): Promise<void> {
  const target = { of: 'messages', messages } as const
  const about = { act: 'x', room: ROOM, stream: STREAM, hides: true, at: NOON }
  await archive.takebacks.takeDown({ ...about, target }, { log: 'l', offset: offsets++ })
}

type Manifest = { readonly segments: { readonly url: string; readonly rows: readonly number[][] } }

/** The addresses that a manifest tells, in order. */
export function urlsOf({ segments }: Manifest): string[] {
  return segments.rows.map(([from, to, generation]) =>
    segments.url
      .replace('{generation}', `${generation}`)
      .replace('{from}', `${from}`)
      .replace('{to}', `${to}`),
  )
}
