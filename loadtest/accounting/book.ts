// One viewer's book: where it stands in the stream's numbers, and what became of every number
// on the way: delivered, withheld, or still owed. It trusts nothing: a frame that begins
// beyond where the viewer stands leaves a debt, one that begins before it delivers twice.
//
// A debt is paid by `past` frames; what is still owed at the end is missing. It is not the
// SDK's own reckoning (client/progress.ts), so that the two do not share a mistake.

import { byPriority, PRIORITIES, type Priority } from '../../engine/message.ts'
import { hasReached, isSame, laterOf, type Mark, numbersBetween, startOf } from './mark.ts'
import type { Telling } from './telling.ts'

/** Numbers that this viewer should have and has not. */
export type Debt = {
  readonly prev: Mark
  readonly cursor: Mark
  /** It was away itself: what comes late then is no slowness of the server's. */
  readonly away: boolean
}

/**
 * What a frame was to this viewer. `live`: all new to it, in time; `resumed`: all new, from
 * when it was away; `history`: from before its time; `partly`: some of it, it had already.
 */
export type Heard = 'live' | 'resumed' | 'history' | 'partly'

export class Book {
  /** Everything up to here is accounted for, but for the debts. */
  at: Mark | undefined
  debts: readonly Debt[] = []
  readonly delivered: Record<Priority, number> = byPriority(() => 0)
  readonly withheld: Record<Priority, number> = byPriority(() => 0)
  /** Messages that came in live frames though this viewer had them. */
  doubled = 0
  /** Frames that began beyond where the viewer stood, with nothing to bridge the gap. */
  gaps = 0
  /** Connections that went on where the last one ended, and those that found new numbers. */
  resumed = 0
  restarted = 0
  /** Up to where it came on the edge before: its new one may be behind that. */
  #cameTo: Mark | undefined

  /**
   * It goes on where it stood, on an edge that may be ahead of that or behind: what it hears
   * again there it drops, as a client that drops by id does.
   *
   * @param resumed whether the edge knows of where it stood
   */
  welcomed(cursor: Mark, resumed: boolean): void {
    const { at } = this
    if (!at) this.at = cursor
    else if (resumed) this.#resume(at, cursor)
    else this.#beginAgain(at, cursor)
  }

  /** Numbers begin again: what was owed of the old ones will never come. */
  restart(cursor: Mark): void {
    if (this.at?.epoch) this.restarted++
    this.debts = []
    this.#cameTo = undefined
    this.at = cursor
  }

  heard(telling: Telling): Heard {
    return telling.t === 'batch' ? this.#batch(telling) : this.#past(telling)
  }

  /** Numbers that are not here when everything up to `end` should be. */
  missing(end: Mark): number {
    const owed = this.debts.reduce((sum, { prev, cursor }) => sum + numbersBetween(prev, cursor), 0)
    return owed + (this.at ? numbersBetween(this.at, end) : 0)
  }

  #resume(at: Mark, cursor: Mark): void {
    this.resumed++
    this.#cameTo = at
    this.at = at.epoch === cursor.epoch ? laterOf(at, cursor) : cursor
    this.#owe(at, this.at, true)
  }

  /** What was owed will never come. */
  #beginAgain(at: Mark, cursor: Mark): void {
    if (at.epoch) this.restarted++
    this.debts = []
    this.at = cursor
    this.#owe(startOf(cursor.epoch), cursor, true)
  }

  #batch(telling: Telling): Heard {
    const { at } = this
    if (at && !isSame(at, telling.prev)) return this.#outOfStep(at, telling)
    this.at = telling.cursor
    this.#count(telling)
    return 'live'
  }

  #outOfStep(at: Mark, telling: Telling): Heard {
    if (at.epoch !== telling.prev.epoch || hasReached(telling.prev, at)) {
      this.gaps++
      this.#owe(at, telling.prev, false)
      this.at = telling.cursor
      this.#count(telling)
      return 'live'
    }
    const cameTo = this.#cameTo?.epoch === at.epoch ? this.#cameTo : undefined
    this.doubled += telling.messages.filter(
      ({ priority, seq }) => seq <= at[priority] && seq > (cameTo?.[priority] ?? 0),
    ).length
    this.at = laterOf(at, telling.cursor)
    this.#countWithin({ prev: at, cursor: this.at }, telling)
    return 'partly'
  }

  #past(telling: Telling): Heard {
    if (this.debts.length > 0) return this.#pay(telling)
    const bridges = this.at && isSame(telling.prev, this.at) && !isSame(telling.cursor, this.at)
    if (!bridges) return 'history'
    this.at = telling.cursor
    this.#count(telling)
    return 'live'
  }

  /** Of what a `past` brings only what is owed counts: the rest came in live frames. */
  #pay(telling: Telling): Heard {
    const [first] = this.debts
    const paid = this.debts.filter(debt => covers(telling, debt))
    if (paid.length === 0) return 'history'
    for (const debt of paid) this.#countWithin(debt, telling)
    this.debts = this.debts.flatMap(debt => (paid.includes(debt) ? leftOf(debt, telling) : [debt]))
    const allNew =
      first && isSame(first.prev, telling.prev) && hasReached(first.cursor, telling.cursor)
    if (!allNew) return 'partly'
    return first.away ? 'resumed' : 'live'
  }

  #owe(prev: Mark, cursor: Mark, away: boolean): void {
    if (!isSame(prev, cursor)) this.debts = [...this.debts, { prev, cursor, away }]
  }

  #count({ delivered, withheld }: Telling): void {
    for (const priority of PRIORITIES) {
      this.delivered[priority] += delivered[priority]
      this.withheld[priority] += withheld[priority]
    }
  }

  #countWithin({ prev, cursor }: Pick<Debt, 'prev' | 'cursor'>, telling: Telling): void {
    for (const bucket of PRIORITIES) {
      const end = Math.min(cursor[bucket], telling.cursor[bucket])
      const delivered = telling.messages.filter(
        ({ priority, seq }) => priority === bucket && seq > prev[bucket] && seq <= end,
      ).length
      this.delivered[bucket] += delivered
      this.withheld[bucket] += Math.max(0, end - prev[bucket] - delivered)
    }
  }
}

/** Whether a `past` brings the beginning of a debt, or all of it. */
function covers({ prev, cursor }: Telling, debt: Debt): boolean {
  return hasReached(debt.prev, prev) && !hasReached(debt.prev, cursor)
}

function leftOf(debt: Debt, { cursor }: Telling): readonly Debt[] {
  return hasReached(cursor, debt.cursor) ? [] : [{ ...debt, prev: cursor }]
}
