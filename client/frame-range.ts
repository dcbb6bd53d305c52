// Which numbers a frame covers, as cursors; and cursors as they travel.

import { type Cursor, formatCursor, parseCursor } from '../engine/cursor.ts'
import type { BatchFrame, PastFrame } from '../engine/wire/frames.ts'

export function rangeOf({ prev, cursor }: BatchFrame | PastFrame) {
  return { prev: parsed(prev), cursor: parsed(cursor) }
}

export function parsed(text: string): Cursor {
  return parseCursor(text) as Cursor // read-frame.ts let no other through
}

export function formatted(cursor: Cursor | undefined): string | undefined {
  return cursor && formatCursor(cursor)
}
