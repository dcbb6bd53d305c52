// One turn of a room: read what is new, pick within the quota, tell everybody in one frame.
//
// A turn that finds nothing to tell writes nothing. A store that does not answer costs the
// viewers nothing but time: they are told once that the room is degraded, and once that it
// is not any more; messages wait in the buckets.

import type { Now } from '../engine/clock.ts'
import { type Cursor, formatCursor, START } from '../engine/cursor.ts'
import { nextTokenMs, refill, spend, wholeTokens } from '../engine/downlink/allowance.ts'
import { limitsFor } from '../engine/downlink/limits.ts'
import { type Picked, pick } from '../engine/downlink/pick.ts'
import { tierFor } from '../engine/downlink/quota.ts'
import { PRIORITIES } from '../engine/message.ts'
import type { BucketStore, Limits, Reading } from '../engine/ports/bucket-store.ts'
import { encodeBatch } from '../engine/wire/batch.ts'
import type { EdgeCounts } from './counts.ts'
import type { Delivered } from './fan-out.ts'
import { Frame } from './frame.ts'
import type { LiveRoom } from './live-room.ts'
import type { EdgeOptions } from './options.ts'
import type { PastFrames } from './past-frames.ts'
import type { Turned } from './pulse.ts'
import type { Totals } from './totals.ts'
import type { Windows } from './windows.ts'

/** A small room whose quota is spent saves up this long, so that shares mean something again. */
const SPENT_PAUSE_MS = 50
/** So often a big room in which nothing is said hears how many are there: a write for each of them. */
const COUNT_ALONE_MS = 5_000
const NOTHING_TOLD: Turned = { fanOutMs: 0 }

export type TurnParts = {
  readonly buckets: BucketStore
  readonly windows: Windows
  readonly past: PastFrames
  /** False: what is known here may be of long ago, and nobody is told of it. */
  readonly isCurrent: () => boolean
  readonly now: Now
  readonly counts: EdgeCounts
  readonly options: EdgeOptions
  /** Told of a failure the turn could not help; called once, not every tick. */
  readonly fault: (failure: unknown) => void
}

export async function turn(room: LiveRoom, parts: TurnParts): Promise<Turned> {
  const began = performance.now()
  const turned = await readAndTell(room, parts)
  const { counts } = parts
  counts.lastTurnMs = performance.now() - began
  counts.worstTurnMs = Math.max(counts.worstTurnMs, counts.lastTurnMs)
  counts.turnMs += counts.lastTurnMs
  room.totals.turnMs += counts.lastTurnMs
  return turned
}

async function readAndTell(room: LiveRoom, parts: TurnParts): Promise<Turned> {
  const now = parts.now()
  const { perSecond, shares } = quotaNow(room)
  const allowance = refill(room.allowance, now, { perSecond, tickMs: room.tickMs })
  const tokens = wholeTokens(allowance)
  room.allowance = allowance
  if (tokens === 0)
    return { fanOutMs: 0, againMs: Math.max(SPENT_PAUSE_MS, nextTokenMs(allowance, perSecond)) }

  const { stream, relief } = room
  const reading = await readOrDegrade(room, limitsFor(tokens, relief), parts)
  if (!reading || room.stream !== stream || !parts.isCurrent()) return NOTHING_TOLD
  if (reading.epoch !== room.cursor.epoch) beginEpoch(room, reading.epoch)

  const { highPatienceMs } = parts.options
  const picked = pick({ prev: room.cursor, reading, tokens, shares, now, highPatienceMs, relief })
  parts.windows.feed(room, reading)
  countStored(room, reading, parts.counts)
  room.allowance = spend(allowance, picked.used)
  const fanOutMs = await tell(room, picked, parts)
  return { fanOutMs, ...(picked.waiting > 0 ? { againMs: SPENT_PAUSE_MS } : {}) }
}

function quotaNow(room: LiveRoom) {
  room.tier = tierFor(room.settings.quota, room.viewers, room.tier)
  return room.tier
}

async function readOrDegrade(
  room: LiveRoom,
  limits: Limits,
  { buckets, windows, counts, fault }: TurnParts,
): Promise<Reading | undefined> {
  try {
    await windows.prepare(room)
    const reading = await buckets.read(room.stream, room.cursor, limits)
    if (room.degraded) room.tellAll({ degraded: false })
    room.degraded = false
    return reading
  } catch (failure) {
    counts.readFailures++
    if (!room.degraded) {
      fault(failure)
      room.tellAll({ degraded: true })
    }
    room.degraded = true
    return undefined
  }
}

/** The stream's first message gave it numbers, or the store has lost the ones it had. */
function beginEpoch(room: LiveRoom, epoch: string): void {
  const cursor: Cursor = { ...START, epoch }
  room.restart(cursor)
  room.tellAll({ cursor: formatCursor(cursor) })
}

/** @returns how long it took */
async function tell(room: LiveRoom, picked: Picked, parts: TurnParts): Promise<number> {
  const { counts, options, past } = parts
  const now = parts.now()
  const { viewers, cursor: prev } = room
  const moved = formatCursor(prev) !== formatCursor(picked.cursor)
  if (!moved && !isCountDue(room, now)) return 0

  const head = { ...picked, room: room.id, prev, at: room.streamTime(now), viewers }
  const frame = new Frame(encodeBatch(head, picked.messages), { many: room.big })
  room.toldViewers = viewers
  room.toldViewersAt = now
  room.advance(picked.cursor)
  counts.frames++ // the room's own are counted where it moves on
  countPicked(picked, [counts, room.totals])

  const began = performance.now()
  const delivered = await room.fanOut(frame, prev, {
    chunk: options.chunk,
    unsentBytes: options.unsentBytes,
    number: room.totals.frames,
    drained: session => void past.catchUp(room, session).catch(parts.fault),
  })
  const fanOutMs = performance.now() - began
  counts.lastFanOutMs = fanOutMs
  counts.worstFanOutMs = Math.max(counts.worstFanOutMs, fanOutMs)
  const told = { ...delivered, messages: picked.messages.length, fanOutMs }
  countDelivered(told, [counts, room.totals])
  return fanOutMs
}

/** How many there are has changed, and a frame may be made for that alone. */
function isCountDue({ viewers, toldViewers, toldViewersAt, big }: LiveRoom, now: number): boolean {
  if (viewers === toldViewers) return false
  return !big || now - toldViewersAt >= COUNT_ALONE_MS
}

function countStored(room: LiveRoom, reading: Reading, counts: EdgeCounts): void {
  for (const priority of PRIORITIES) {
    const more = Math.max(0, reading[priority].last - room.stored[priority])
    room.stored[priority] += more
    counts.stored[priority] += more
    room.totals.stored[priority] += more
  }
}

function countPicked({ messages, withheld, merged }: Picked, all: readonly Totals[]): void {
  for (const totals of all) {
    for (const { priority } of messages) totals.shown[priority]++
    for (const priority of PRIORITIES) totals.withheld[priority] += withheld[priority]
    totals.merged += merged
  }
}

type Told = Delivered & { readonly messages: number; readonly fanOutMs: number }

function countDelivered(told: Told, all: readonly Totals[]): void {
  for (const totals of all) {
    totals.deliveries += told.to
    totals.bytes += told.bytes
    totals.deliveredMessages += told.to * told.messages
    totals.skipped += told.skipped
    totals.fanOutMs += told.fanOutMs
  }
}
