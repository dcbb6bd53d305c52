// A place in a stream's numbers, as a cursor names it. One object for each text, so that
// thousands of viewers who stand at the same place are compared by identity.

import { type Cursor, formatCursor, parseCursor, START } from '../../engine/cursor.ts'
import { byPriority, PRIORITIES } from '../../engine/message.ts'

export type Mark = Cursor & { readonly text: string }

/** Viewers stand at one of the last few places; who stands further back is compared by number. */
const MOST_MARKS = 4_096

export class Marks {
  readonly #known = new Map<string, Mark>()

  /** The place, or nothing when the text is not a cursor. */
  of(text: unknown): Mark | undefined {
    const known = typeof text === 'string' ? this.#known.get(text) : undefined
    return known ?? this.#learn(text)
  }

  #learn(text: unknown): Mark | undefined {
    const cursor = parseCursor(text)
    if (!cursor) return undefined
    const mark = { ...cursor, text: text as string }
    this.#known.set(mark.text, mark)
    if (this.#known.size > MOST_MARKS)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest)
        break
      }
    return mark
  }
}

/** Before all numbers of an epoch. */
export function startOf(epoch: string): Mark {
  const start = { ...START, epoch }
  return { ...start, text: formatCursor(start) }
}

export function isSame(a: Mark, b: Mark): boolean {
  return a === b || a.text === b.text
}

/** Whether who stands at `at` has everything that came before `mark`. */
export function hasReached(at: Cursor, mark: Cursor): boolean {
  if (PRIORITIES.every(priority => mark[priority] === 0)) return true
  return at.epoch === mark.epoch && PRIORITIES.every(priority => at[priority] >= mark[priority])
}

/** In every bucket the later of two places of one epoch. */
export function laterOf(a: Mark, b: Mark): Mark {
  if (hasReached(a, b)) return a
  if (hasReached(b, a)) return b
  const later = { epoch: b.epoch, ...byPriority(p => Math.max(a[p], b[p])) }
  return { ...later, text: formatCursor(later) }
}

/** Numbers between two places of one epoch; none when the second does not come after the first. */
export function numbersBetween(from: Cursor, to: Cursor): number {
  if (from.epoch !== to.epoch && from.epoch !== '') return 0
  let numbers = 0
  for (const priority of PRIORITIES) numbers += Math.max(0, to[priority] - from[priority])
  return numbers
}
