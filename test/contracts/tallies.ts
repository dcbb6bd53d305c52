// What every Tallies promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import type { Tallies, Tally } from '../../engine/ports/tallies.ts'
import { NOON, ROOM } from '../fixtures/message.ts'

export type TalliesOptions = { readonly now: () => number; readonly leaseMs: number }
/** Opens tallies of which nobody has told anything. */
export type OpenTallies = (options: TalliesOptions) => Promise<Tallies>

type After = { after(fn: () => Promise<void>): void }

const [A, B] = ['a', 'b'] as [EdgeId, EdgeId]
const LEASE_MS = 10_000

export function talliesContract(name: string, open: OpenTallies): void {
  describe(`Tallies: ${name}`, () => {
    test('of a room that nobody tells of nothing is known', async t => {
      const { tallies } = await opened(t)
      assert.deepEqual([await tallies.of(ROOM), await tallies.all()], [[], []])
    })

    test('each edge tells of a room by itself, in order of their ids', async t => {
      const { tallies } = await opened(t)
      await tallies.report(B, { rooms: new Map([[ROOM, tally(2)]]), all: tally(9) })
      await tallies.report(A, { rooms: new Map([[ROOM, tally(1)]]), all: tally(5) })
      assert.deepEqual(await tallies.of(ROOM), [
        { edge: A, ...tally(1) },
        { edge: B, ...tally(2) },
      ])
      assert.deepEqual(await tallies.all(), [
        { edge: A, ...tally(5) },
        { edge: B, ...tally(9) },
      ])
    })

    test('what is told again is in the place of what was told before', async t => {
      const { tallies } = await opened(t)
      const other = 'other' as RoomId
      await tallies.report(A, { rooms: new Map([[ROOM, tally(1)]]), all: tally(1) })
      await tallies.report(A, { rooms: new Map([[other, tally(3)]]), all: tally(4) })
      assert.deepEqual(await tallies.of(ROOM), [])
      assert.deepEqual(await tallies.of(other), [{ edge: A, ...tally(3) }])
    })

    test('of an edge that has left, or has been silent for its lease, nothing is known', async t => {
      const { tallies, turn } = await opened(t)
      for (const edge of [A, B])
        await tallies.report(edge, { rooms: new Map([[ROOM, tally(1)]]), all: tally(1) })
      await tallies.leave(A)
      assert.deepEqual(await tallies.of(ROOM), [{ edge: B, ...tally(1) }])
      turn(LEASE_MS)
      assert.deepEqual([await tallies.of(ROOM), await tallies.all()], [[], []])
    })
  })

  async function opened(t: After) {
    let now = NOON
    const tallies = await open({ now: () => now, leaseMs: LEASE_MS })
    t.after(() => tallies.close())
    const turn = (ms: number): void => {
      now += ms
    }
    return { tallies, turn }
  }
}

function tally(n: number): Tally {
  return {
    shown: { whitelist: n, high: 0, low: 10 * n },
    withheld: { whitelist: 0, high: n, low: 0 },
    ...{ deliveries: 100 * n, since: NOON },
  }
}
