// The frames that carry messages, built by joining what is already encoded: nothing is
// parsed and nothing is encoded twice, whatever the number of viewers.

import { type Cursor, formatCursor } from '../cursor.ts'
import type { RoomId } from '../ids.ts'
import { PRIORITIES, type Priority, type Stored } from '../message.ts'
import { numbered } from './message.ts'

export type BatchHead = {
  readonly room: RoomId
  readonly prev: Cursor
  readonly cursor: Cursor
  /** ms since the stream opened. */
  readonly at: number
  readonly viewers: number
  readonly withheld: Readonly<Record<Priority, number>>
}

/** `{"t":"batch",…}` of messages that are already in frame order. */
export function encodeBatch(head: BatchHead, messages: readonly Stored[]): string {
  return `{"t":"batch",${shared(head)},"messages":${joined(messages)}}`
}

export type PastHead = BatchHead & {
  readonly trimmed: Readonly<Record<Priority, number>>
  /** There was more than one frame holds. */
  readonly more: boolean
}

/** `{"t":"past",…}`; `trimmed` is seldom anything, and then left out. */
export function encodePast(head: PastHead, messages: readonly Stored[]): string {
  const trimmed = nonZero(head.trimmed)
  const told = trimmed === '{}' ? '' : `"trimmed":${trimmed},`
  return `{"t":"past",${shared(head)},${told}"more":${head.more},"messages":${joined(messages)}}`
}

/** Frame order: by time, then by number. */
export function inFrameOrder(messages: Stored[]): Stored[] {
  return messages.sort((a, b) => a.at - b.at || a.seq - b.seq)
}

function shared({ room, prev, cursor, at, viewers, withheld }: BatchHead): string {
  return `"room":"${room}","prev":"${formatCursor(prev)}","cursor":"${formatCursor(cursor)}","at":${at},"viewers":${viewers},"withheld":${nonZero(withheld)}`
}

function nonZero(counts: Readonly<Record<Priority, number>>): string {
  const told = PRIORITIES.filter(priority => counts[priority] > 0)
  return `{${told.map(priority => `"${priority}":${counts[priority]}`).join(',')}}`
}

function joined(messages: readonly Stored[]): string {
  return `[${messages.map(numbered).join(',')}]`
}
