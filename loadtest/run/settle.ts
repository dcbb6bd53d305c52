// After the talk: waits until everything that was acknowledged has been told, and everybody
// has come as far as the furthest of them; or until nothing moves any more.

import { setTimeout as pause } from 'node:timers/promises'
import { PRIORITIES } from '../../engine/message.ts'
import { hasReached, type Mark, Marks } from '../accounting/mark.ts'

/** A message of high priority may wait 5 s for its turn; a connection comes back within 5 s. */
const PATIENCE_MS = 15_000
/** Nothing has moved for so long: nothing will. */
const QUIET_MS = 8_000
const POLL_MS = 100
/** Two reports: what was on its way is here. */
const LAST_NEWS_MS = 700

export type Standing = {
  /** Where each process's furthest viewer stands. */
  readonly furthest: readonly (string | undefined)[]
  readonly behind: number
  readonly unanswered: number
  readonly acknowledged: number
}

/** @returns the furthest that anybody came to */
export async function settle(look: () => Standing, marks = new Marks()): Promise<Mark | undefined> {
  const deadline = performance.now() + PATIENCE_MS
  let [last, movedAt, wasSettled] = ['', performance.now(), false]
  for (;;) {
    const standing = look()
    const settled = isSettled(standing, marks)
    if (settled && wasSettled) break // what was looked at first may have been of before the last word
    wasSettled = settled
    const now = performance.now()
    const shown = JSON.stringify(standing)
    if (shown !== last) movedAt = now
    last = shown
    const isOver = now > deadline || now - movedAt > QUIET_MS
    await pause(settled || isOver ? LAST_NEWS_MS : POLL_MS)
    if (isOver) break
  }
  return furthestOf(look().furthest, marks)
}

export function isSettled(standing: Standing, marks: Marks): boolean {
  const { furthest, behind, unanswered, acknowledged } = standing
  if (unanswered > 0 || behind > 0) return false
  if (acknowledged === 0) return true
  const end = furthestOf(furthest, marks)
  if (!end) return false
  const together = furthest.every(one => one === undefined || one === end.text)
  return together && numbersUpTo(end) >= acknowledged
}

export function numbersUpTo(mark: Mark): number {
  return PRIORITIES.reduce((sum, priority) => sum + mark[priority], 0)
}

function furthestOf(texts: readonly (string | undefined)[], marks: Marks): Mark | undefined {
  let furthest: Mark | undefined
  for (const text of texts) {
    const mark = marks.of(text)
    if (mark && (!furthest || hasReached(mark, furthest))) furthest = mark
  }
  return furthest
}
