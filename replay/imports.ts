// Streams that come in from files, with the application's key: begun, filled in batches, and
// ended or dropped. Nobody is told of one before it has ended.
//
// Whatever is asked again does no harm: a batch is known by its messages' ids, an end and a
// drop are the same twice. An import that has not ended within a day is dropped when the next
// one begins.

import type { RoomId, StreamId } from '../engine/ids.ts'
import type { OverlayRow } from '../engine/ports/overlay.ts'
import type { Refused } from '../engine/refusal.ts'
import { newStreamId, openedAt } from '../engine/stream-id.ts'
import { type RefusalAnswer, refusalAnswer } from '../http/refuse.ts'
import type { ReplayDeps } from './deps.ts'
import { type Given, importedMessage } from './imported-message.ts'

const ABANDONED_MS = 86_400_000
/** How far the clocks of two machines may be apart, and time zones that somebody forgot. */
const AHEAD_MS = 86_400_000

type Deps = Pick<ReplayDeps, 'archive' | 'now' | 'random' | 'counts'>
type Begun = { readonly stream: StreamId; readonly room: RoomId; readonly openedAt: number }
type Added = {
  /** Those that were there already among them. */
  readonly taken: number
  readonly refused: readonly (RefusalAnswer & { readonly cid: string })[]
}

export async function beginImport(
  { archive: { overlay }, now, random }: Deps,
  { room, openedAt: at }: { readonly room: RoomId; readonly openedAt: number },
): Promise<Begun | Refused> {
  if (at > now() + AHEAD_MS) return { why: 'badValue', detail: 'openedAt: that is yet to come' }
  for (const { stream, begunAt } of await overlay.imports())
    if (begunAt < now() - ABANDONED_MS) await overlay.dropImport(stream)
  const stream = newStreamId(at, random)
  await overlay.beginImport({ stream, room, begunAt: now() })
  return { stream, room, openedAt: at }
}

export async function addToImport(
  { archive, counts }: Deps,
  stream: StreamId,
  { first, messages }: { readonly first?: number; readonly messages: readonly Given[] },
): Promise<Added | Refused> {
  const coming = (await archive.overlay.imports()).find(one => one.stream === stream)
  if (!coming) return { why: (await archive.stream(stream)) ? 'closed' : 'unknownStream' }
  const rows: OverlayRow[] = []
  const refused: Added['refused'][number][] = []
  const place = { ...coming, openedAt: openedAt(stream) }
  for (const given of messages) {
    const message = importedMessage(given, place)
    if ('why' in message) refused.push({ cid: given.cid, ...refusalAnswer(message) })
    else rows.push({ message, shadowed: false })
  }
  if (!(await archive.overlay.add(stream, rows, first))) return { why: 'unknownStream' }
  counts.imported.taken += rows.length
  counts.imported.refused += refused.length
  return { taken: rows.length, refused }
}

export async function endImport(
  { archive }: Deps,
  stream: StreamId,
  durationMs: number,
): Promise<object | Refused> {
  const ended = await archive.overlay.endImport(stream, openedAt(stream) + durationMs)
  return (ended && (await archive.stream(stream))) || { why: 'unknownStream' }
}

/** An imported stream that has ended is like any other, and stays. */
export async function dropImport(
  { archive }: Deps,
  stream: StreamId,
): Promise<{ readonly stream: StreamId } | Refused> {
  if (await archive.stream(stream)) return { why: 'closed' }
  await archive.overlay.dropImport(stream)
  return { stream }
}
