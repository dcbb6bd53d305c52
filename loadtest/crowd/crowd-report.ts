// What a process of the crowd tells several times a second, and at the end.

import type { IntervalHistogram } from 'node:perf_hooks'
import { byPriority, PRIORITIES } from '../../engine/message.ts'
import { hasReached, type Mark } from '../accounting/mark.ts'
import type { Audience } from './audience.ts'
import type { Books, OwnCost, Report, Sums } from './orders.ts'
import type { Viewer } from './viewer.ts'

/** How often the event loop is looked at: finer would cost more than it tells. */
export const LOOP_RESOLUTION_MS = 10
/** Some of many who are not whole are enough to see why. */
const MOST_COMPLAINTS = 10

export function report(audience: Audience, loop: IntervalHistogram): Report {
  const { viewers, notebook, counts } = audience
  const { furthest } = notebook
  return {
    ...notebook.take(),
    present: viewers.filter(({ open }) => open).length,
    ticketed: viewers.filter(({ door }) => door !== undefined).length,
    behind: furthest ? viewers.filter(viewer => isBehind(viewer, furthest)).length : 0,
    counts,
    books: sums(viewers),
    own: ownCost(loop),
  }
}

export function books(viewers: readonly Viewer[], end: Mark): Books {
  const whole = viewers.filter(({ book, stalled, left }) => book.at && !stalled && !left)
  const missing = whole.map(({ book }) => book.missing(end))
  const delivered = whole.map(({ book }) => total(book.delivered))
  const complaints = whole.flatMap(({ number, book }, n) => {
    const { at, debts, doubled } = book
    if (missing[n] === 0 && doubled === 0) return []
    const owed = debts.map(({ prev, cursor }) => `${prev.text}→${cursor.text}`).join(', ')
    return [
      `viewer ${number} stands at ${at?.text} of ${end.text}: ${missing[n]} missing, ${doubled} doubled${owed && `, owed ${owed}`}`,
    ]
  })
  return {
    viewers: whole.length,
    whole: whole.length - complaints.length,
    missing: missing.reduce((sum, one) => sum + one, 0),
    least: delivered.reduce((least, one) => Math.min(least, one), delivered[0] ?? 0),
    most: delivered.reduce((most, one) => Math.max(most, one), 0),
    complaints: complaints.slice(0, MOST_COMPLAINTS),
  }
}

function isBehind({ book, stalled, left, connected }: Viewer, furthest: Mark): boolean {
  if (stalled || left || (!connected && !book.at)) return false // or it never was here
  return book.debts.length > 0 || !book.at || !hasReached(book.at, furthest)
}

function sums(viewers: readonly Viewer[]): Sums {
  const sum = {
    delivered: byPriority(() => 0),
    withheld: byPriority(() => 0),
    ...{ doubled: 0, gaps: 0, resumed: 0, restarted: 0 },
  }
  for (const { book } of viewers) {
    for (const priority of PRIORITIES) {
      sum.delivered[priority] += book.delivered[priority]
      sum.withheld[priority] += book.withheld[priority]
    }
    sum.doubled += book.doubled
    sum.gaps += book.gaps
    sum.resumed += book.resumed
    sum.restarted += book.restarted
  }
  return sum
}

function ownCost(loop: IntervalHistogram): OwnCost {
  const { user, system } = process.cpuUsage()
  const cost = {
    cpuMs: (user + system) / 1_000,
    loopP99Ms: Math.max(0, loop.percentile(99) / 1e6 - LOOP_RESOLUTION_MS),
    loopMaxMs: Math.max(0, loop.max / 1e6 - LOOP_RESOLUTION_MS),
    rssBytes: process.memoryUsage.rss(),
  }
  loop.reset()
  return cost
}

function total(of: Readonly<Record<string, number>>): number {
  return Object.values(of).reduce((sum, one) => sum + one, 0)
}
