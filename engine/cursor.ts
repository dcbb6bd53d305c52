// How far a reader of a stream has come, as clients hand it back: one string,
// `epoch.whitelist.high.low`. It is a place between messages: what is numbered at or
// below it came before, what is numbered above comes after.

import { type ByPriority, PRIORITIES, type Priority } from './message.ts'

/** The last `seq` known of in each bucket, counted in one epoch. */
export type Cursor = ByPriority<number> & { readonly epoch: string }

/** Before everything, in no epoch: reads from the start. */
export const START: Cursor = { epoch: '', whitelist: 0, high: 0, low: 0 }

const SHAPE = /^([A-Za-z0-9_-]{0,32})\.(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/

export function formatCursor({ epoch, whitelist, high, low }: Cursor): string {
  return `${epoch}.${whitelist}.${high}.${low}`
}

/** The cursor, or nothing when the text is not one. */
export function parseCursor(text: unknown): Cursor | undefined {
  const parts = typeof text === 'string' ? SHAPE.exec(text) : null
  if (!parts) return undefined
  const [, epoch = '', whitelist, high, low] = parts
  return { epoch, whitelist: Number(whitelist), high: Number(high), low: Number(low) }
}

/**
 * The cursor as far as it makes sense beside `live`: one of another epoch means the start,
 * and no reader can have come further than the stream itself.
 */
export function withinStream(cursor: Cursor, live: Cursor): Cursor {
  if (cursor.epoch !== live.epoch) return { ...START, epoch: live.epoch }
  return {
    epoch: live.epoch,
    whitelist: Math.min(cursor.whitelist, live.whitelist),
    high: Math.min(cursor.high, live.high),
    low: Math.min(cursor.low, live.low),
  }
}

/** How many messages of each bucket lie between two cursors of one epoch. */
export function distance(from: Cursor, to: Cursor): Record<Priority, number> {
  const numbers = { whitelist: 0, high: 0, low: 0 }
  for (const priority of PRIORITIES) numbers[priority] = to[priority] - from[priority]
  return numbers
}
