// A stream's two ends. The room's record says what is on; a mark in every partition of the
// log says it to whoever reads the log, so that a stream can be proven whole; an order makes
// edges read the record again.
//
// The record is changed first, because its change is atomic: of two that open at once one
// wins. When the log does not take the marks, the record goes back to what it was.

import type { RoomId, StreamId } from '../engine/ids.ts'
import { takedownPartition } from '../engine/partition.ts'
import type { Entry } from '../engine/ports/message-log.ts'
import type { OpenStream, RoomRecord } from '../engine/room.ts'
import { newStreamId, openedAt } from '../engine/stream-id.ts'
import type { RoomServiceDeps } from './deps.ts'
import { orderAll } from './orders-to-all.ts'

/** Rooms looked at in one go. */
const PAGE = 500

type Deps = Pick<RoomServiceDeps, 'settings' | 'log' | 'edges' | 'orders' | 'now' | 'random'>

/** The stream that is on now, and whether this call made the difference. */
export type Turned = { readonly stream: OpenStream; readonly changed: boolean }

function isOn(record: RoomRecord | undefined): boolean {
  return record?.stream !== undefined && record.stream.closedAt === undefined
}

/** Opens a new stream, unless one is on. */
export async function openStream(deps: Deps, room: RoomId): Promise<Turned> {
  const id = newStreamId(deps.now(), deps.random)
  let before: OpenStream | undefined
  const { stream = { id } } = await deps.settings.update(room, record => {
    if (isOn(record)) return record
    before = record.stream
    return { ...record, stream: { id } }
  })
  if (stream.id !== id) return { stream, changed: false }
  await markOrUndo(
    deps,
    { type: 'mark', mark: 'opened', room, stream: id, at: openedAt(id) },
    before,
  )
  await orderAll(deps, { type: 'settings', room })
  return { stream, changed: true }
}

/** Closes the stream that is on. Nothing: the room never had one. */
export async function closeStream(deps: Deps, room: RoomId): Promise<Turned | undefined> {
  if (!(await deps.settings.get(room))?.stream) return undefined
  const at = deps.now()
  let before: OpenStream | undefined
  const { stream } = await deps.settings.update(room, record => {
    before = isOn(record) ? record.stream : undefined
    return before ? { ...record, stream: { ...before, closedAt: at } } : record
  })
  if (!stream || !before) return stream && { stream, changed: false }
  // The edges stop taking messages before the end is marked, not after.
  await orderAll(deps, { type: 'settings', room })
  await markOrUndo(deps, { type: 'mark', mark: 'closed', room, stream: stream.id, at }, before)
  return { stream, changed: true }
}

/**
 * The stream stands still from now on, or goes on: its video has no such time. Again changes
 * nothing. Nothing: no stream is on.
 */
export async function pauseStream(
  deps: Deps,
  room: RoomId,
  pauses: boolean,
): Promise<Turned | undefined> {
  const at = deps.now()
  let turned: OpenStream | undefined
  const record = await deps.settings.update(room, before => {
    const { stream } = before
    turned = undefined
    if (!stream || !isOn(before) || (stream.pausedAt !== undefined) === pauses) return before
    turned = stream
    const { pausedAt: _, ...running } = stream
    return { ...before, stream: pauses ? { ...running, pausedAt: at } : running }
  })
  if (!record.stream || !isOn(record)) return undefined
  if (!turned) return { stream: record.stream, changed: false }
  const mark = pauses ? 'paused' : 'resumed'
  const { id: stream } = record.stream
  const partition = takedownPartition(room, deps.log.partitions)
  await deps.log
    .append(partition, { type: 'mark', mark, room, stream, at })
    .catch(error => undo(deps, { room, stream, before: turned }, error))
  return { stream: record.stream, changed: true }
}

/** Closes every stream that is on: the process that held their numbers ends. */
export async function closeEveryStream(deps: Deps): Promise<void> {
  let page: RoomRecord[] = []
  do {
    const after = page.at(-1)?.room
    page = await deps.settings.list({ ...(after ? { after } : {}), limit: PAGE })
    for (const record of page) if (isOn(record)) await closeStream(deps, record.room)
  } while (page.length === PAGE)
}

type Mark = Extract<Entry, { readonly type: 'mark' }>

/** @param before the stream to go back to when the log does not take the marks */
async function markOrUndo(deps: Deps, mark: Mark, before: OpenStream | undefined): Promise<void> {
  try {
    await markAll(deps, mark)
  } catch (error) {
    const { room, stream } = mark
    await undo(deps, { room, stream, before }, error)
  }
}

type Undo = {
  readonly room: RoomId
  readonly stream: StreamId
  readonly before: OpenStream | undefined
}

async function undo(deps: Deps, { room, stream, before }: Undo, why: unknown): Promise<never> {
  await deps.settings.update(room, record => restored(record, stream, before))
  await orderAll(deps, { type: 'settings', room })
  throw why
}

async function markAll({ log }: Deps, mark: Mark): Promise<void> {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition)
  await Promise.all(partitions.map(partition => log.append(partition, mark)))
}

/** Only while it is still the stream we turned: somebody may have been quicker. */
function restored(
  { stream, ...record }: RoomRecord,
  turned: StreamId,
  before: OpenStream | undefined,
): RoomRecord {
  if (stream?.id !== turned) return stream ? { ...record, stream } : record
  return before ? { ...record, stream: before } : record
}
