// What every Budgets promises. Each adapter runs this one suite, with a clock that is turned.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import type { Budgets, Lot } from '../../engine/ports/budgets.ts'
import type { Rate } from '../../engine/room.ts'
import { NOON, ROOM } from '../fixtures/message.ts'
import { type Load, letThrough } from './budgets-crowd.ts'

export type BudgetsOptions = { readonly now: () => number; readonly everyMs: number }
/** Opens budgets that nobody has drawn on. */
export type OpenBudgets = (options: BudgetsOptions) => Promise<Budgets>

type After = { after(fn: () => Promise<void>): void }

const EVERY_MS = 100
const [A, B] = ['a', 'b'] as [EdgeId, EdgeId]
const RATE: Rate = { burst: 100, perSecond: 50 }
const NOTHING: Lot = { low: 0, high: 0 }

export function budgetsContract(name: string, open: OpenBudgets): void {
  describe(`Budgets: ${name}`, () => {
    test('an edge alone holds the whole burst, the reserve for high', async t => {
      const { ask } = await opened(t)
      near(await ask(A, NOTHING, { low: 1, high: 0 }), { low: 80, high: 20 })
    })

    test('of a room on four edges who asks first leaves the others their part', async t => {
      const { ask } = await opened(t)
      near(await ask(A, NOTHING, { low: 4, high: 0 }, 1 / 4), { low: 23, high: 5 })
      near(await ask(B, NOTHING, { low: 4, high: 0 }, 1 / 4), { low: 17.25, high: 5 })
    })

    test('what edges hold is never more than there is, however much they want', async t => {
      const { ask } = await opened(t)
      const first = await ask(A, NOTHING, { low: 500, high: 500 })
      const second = await ask(B, NOTHING, { low: 500, high: 500 })
      assert.ok(all(first) + all(second) <= 100.001, `${all(first)} + ${all(second)}`)
    })

    test('what was spent comes again at the rate, and no further than the burst', async t => {
      const { ask, turn } = await opened(t)
      await ask(A, NOTHING, { low: 100, high: 0 })
      turn(400)
      assert.ok(Math.abs(all(await ask(A, NOTHING, { low: 100, high: 0 })) - 20) < 0.01)
      turn(60_000)
      assert.ok(Math.abs(all(await ask(A, NOTHING, { low: 100, high: 0 })) - 100) < 0.01)
    })

    test('what is left is taken back, what was let through beyond it is owed', async t => {
      const { ask, turn } = await opened(t)
      await ask(A, { low: -130, high: 0 }, { low: 10, high: 0 })
      turn(400)
      near(await ask(A, NOTHING, { low: 10, high: 0 }), NOTHING)
      turn(400)
      assert.ok(all(await ask(A, NOTHING, { low: 10, high: 0 })) > 9)
    })

    test('who wants little has it although another wants more than there is', async t => {
      const { ask, turn } = await opened(t)
      let little = 0
      for (let time = 0; time < 20; time++) {
        await ask(A, NOTHING, { low: 400, high: 0 })
        turn(EVERY_MS / 2)
        little = all(await ask(B, NOTHING, { low: 1, high: 0 }))
        turn(EVERY_MS / 2)
      }
      assert.ok(little >= 1, `${little}`)
    })

    test('high has what low left alone', async t => {
      const { ask, turn } = await opened(t)
      await ask(A, NOTHING, { low: 400, high: 0 })
      turn(EVERY_MS)
      const greedy = await ask(A, { low: 0, high: 20 }, { low: 400, high: 0 })
      near(greedy, { low: 5, high: 20 })
      const high = await ask(A, { low: 0, high: 20 }, { low: 400, high: 30 })
      near(high, { low: 0, high: 20 })
    })

    test('an edge that wants nothing any more holds nothing, and gave back what it had', async t => {
      const { ask } = await opened(t)
      const before = await ask(A, NOTHING, { low: 50, high: 0 })
      near(await ask(A, before, NOTHING), NOTHING)
      near(await ask(B, NOTHING, { low: 1, high: 0 }), { low: 80, high: 20 })
    })

    test('what an edge held that has gone is made up for at the rate', async t => {
      const { ask, turn } = await opened(t)
      await ask(A, NOTHING, { low: 100, high: 0 })
      turn(60_000)
      assert.ok(Math.abs(all(await ask(B, NOTHING, { low: 1, high: 0 })) - 100) < 0.01)
    })

    test('rooms are apart, and each ask of many has its answer, in order', async t => {
      const { budgets } = await opened(t)
      const rooms = Array.from({ length: 250 }, (_, index) => `r${index}` as RoomId)
      const want = { low: 1, high: 0 }
      const asks = rooms.map((room, index) => ({
        ...{ room, share: 1, held: NOTHING, want },
        rate: { burst: index + 10, perSecond: 10 },
      }))
      const lots = await budgets.exchange(A, asks)
      assert.deepEqual(
        lots.map(lot => Math.round(all(lot))),
        asks.map(({ rate }) => rate.burst),
      )
      assert.deepEqual(await budgets.exchange(A, []), [])
    })

    test('a clock that goes back gives nothing twice', async t => {
      const { ask, turn } = await opened(t)
      await ask(A, NOTHING, { low: 100, high: 0 })
      turn(-60_000)
      near(await ask(B, NOTHING, { low: 1, high: 0 }), NOTHING)
      turn(60_000)
      near(await ask(B, NOTHING, { low: 1, high: 0 }), NOTHING)
    })

    for (const [what, load] of LOADS)
      test(`over 5 s a room has its rate within a tenth: ${what}`, async t => {
        const { budgets, turn } = await opened(t)
        for (const rate of RATES) {
          const room = `${what}-${rate.burst}`.replaceAll(' ', '-') as RoomId
          const perSecond = await letThrough(budgets, { room, rate, load, turn, everyMs: EVERY_MS })
          for (let from = 1; from + 5 <= perSecond.length; from++) {
            const said = perSecond.slice(from, from + 5).reduce((sum, one) => sum + one, 0)
            const should = rate.perSecond * 5
            assert.ok(Math.abs(said - should) <= should / 10, `${said} of ${should} from ${from} s`)
          }
        }
      })
  })

  async function opened(t: After) {
    let now = NOON
    const budgets = await open({ now: () => now, everyMs: EVERY_MS })
    t.after(() => budgets.close())
    const ask = async (edge: EdgeId, held: Lot, want: Lot, share = 1): Promise<Lot> => {
      const [lot] = await budgets.exchange(edge, [{ room: ROOM, rate: RATE, share, held, want }])
      return lot as Lot
    }
    const turn = (ms: number): number => {
      now += ms
      return now
    }
    return { budgets, ask, turn }
  }
}

/** A long burst, one of a single exchange, and one that is shorter than that. */
const RATES: readonly Rate[] = [
  { burst: 500, perSecond: 500 },
  { burst: 50, perSecond: 500 },
  { burst: 10, perSecond: 500 },
]
/** What the edges are asked for, in messages a second, at each second. */
const LOADS: readonly (readonly [what: string, load: Load])[] = [
  ['the same everywhere', () => [400, 400, 400, 400]],
  ['nearly all on one edge', () => [2_000, 20, 20, 20]],
  ['all on one edge', () => [2_000, 0, 0, 0]],
  [
    'from edge to edge, every second',
    second => [0, 1, 2, 3].map(at => (second % 4 === at ? 2_000 : 10)),
  ],
  ['growing and falling', second => [0, 1, 2, 3].map(at => 300 + 250 * Math.sin(second + at))],
]

function near(lot: Lot, expected: Lot): void {
  const off = Math.abs(lot.low - expected.low) + Math.abs(lot.high - expected.high)
  assert.ok(off < 0.01, `${JSON.stringify(lot)}, expected ${JSON.stringify(expected)}`)
}

function all({ low, high }: Lot): number {
  return low + high
}
