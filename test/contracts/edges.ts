// What every Edges promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EdgeId } from '../../engine/ids.ts'
import type { EdgeReport, Edges } from '../../engine/ports/edges.ts'
import { NOON } from '../fixtures/message.ts'

export type EdgesOptions = { readonly now: () => number; readonly leaseMs: number }
/** Opens a register with no edge in it. */
export type OpenEdges = (options: EdgesOptions) => Promise<Edges>

type After = { after(fn: () => Promise<void>): void }

const LADDER = { step: 1, rooms: { lobby: 2 } }
const LEASE_MS = 10_000

export function edgesContract(name: string, open: OpenEdges): void {
  describe(`Edges: ${name}`, () => {
    test('nobody is up before anybody said so', async t => {
      const { edges } = await opened(t)
      assert.deepEqual((await edges.now()).edges, [])
    })

    test('lists who is up in order of their ids, with what each said last', async t => {
      const { edges } = await opened(t)
      for (const report of [up('b', 1), up('a', 2), up('b', 3)]) await edges.register(report)
      assert.deepEqual((await edges.now()).edges, [
        { ...up('a', 2), state: 'joining' },
        { ...up('b', 3), state: 'joining' },
      ])
    })

    test('the first to say so begins a lease, and holds it as long as it goes on', async t => {
      const { edges, turn } = await opened(t)
      assert.equal(await edges.register(up('a')), 'new')
      turn(LEASE_MS - 1)
      assert.equal(await edges.register(up('a')), 'held')
      turn(LEASE_MS)
      assert.equal(await edges.register(up('a')), 'new')
    })

    test('an edge that has been silent for its lease is gone, one that has not stays', async t => {
      const { edges, turn, ids } = await opened(t)
      await edges.register(up('a'))
      await edges.register(up('b'))
      turn(LEASE_MS - 1)
      await edges.register(up('b'))
      assert.deepEqual(await ids(), ['a', 'b'])
      turn(1)
      assert.deepEqual(await ids(), ['b'])
    })

    test('of two with one id the second is refused, until the first is gone', async t => {
      const { edges, turn } = await opened(t)
      await edges.register(up('a'))
      const other = { ...up('a', 9), instance: 'other' }
      assert.equal(await edges.register(other), 'taken')
      assert.equal((await edges.now()).edges[0]?.instance, 'a1')
      await edges.leave(other)
      await edges.confirm(other)
      assert.equal((await edges.now()).edges[0]?.state, 'joining')
      turn(LEASE_MS)
      assert.equal(await edges.register(other), 'new')
      assert.equal(await edges.register(up('a')), 'taken')
    })

    test('an edge serves when it was found at its address, and as long as its lease lasts', async t => {
      const { edges, turn, states } = await opened(t)
      await edges.register(up('a'))
      await edges.confirm(up('a'))
      assert.deepEqual(await states(), ['serving'])
      await edges.register(up('a'))
      assert.deepEqual(await states(), ['serving'])
      turn(LEASE_MS)
      await edges.register(up('a'))
      assert.deepEqual(await states(), ['joining'])
    })

    test('who is going down serves no more, and is not confirmed again', async t => {
      const { edges, states } = await opened(t)
      await edges.register(up('a'))
      await edges.confirm(up('a'))
      await edges.register({ ...up('a'), isDraining: true })
      assert.deepEqual(await states(), ['draining'])
      await edges.confirm(up('a'))
      assert.deepEqual(await states(), ['draining'])
    })

    test('an edge that leaves is gone at once', async t => {
      const { edges, ids } = await opened(t)
      await edges.register(up('a'))
      await edges.leave(up('a'))
      await edges.leave(up('a'))
      assert.deepEqual(await ids(), [])
    })

    test('the epoch grows when the set of those that serve changes, and else it does not', async t => {
      const { edges, turn } = await opened(t)
      const epochs: number[] = []
      const note = async () => epochs.push((await edges.now()).epoch)
      await note()
      for (const id of ['a', 'b']) {
        await edges.register(up(id))
        await note() // joining
        await edges.confirm(up(id))
        await note() // serving
        await edges.register(up(id, 7))
        await note() // the same
      }
      await edges.register({ ...up('a'), isDraining: true })
      await note()
      await edges.leave(up('a'))
      await note() // it served no more
      turn(LEASE_MS)
      await note() // b is gone
      await note()
      const grown = epochs.map((epoch, at) => at > 0 && epoch > (epochs[at - 1] as number))
      const expected = [false, false, true, false, false, true, false, true, false, true, false]
      assert.deepEqual(grown, expected)
      const never = epochs.every((epoch, at) => at === 0 || epoch >= (epochs[at - 1] as number))
      assert.ok(never, `never back: ${epochs}`)
    })
  })

  async function opened(t: After) {
    let now = NOON
    const edges = await open({ now: () => now, leaseMs: LEASE_MS })
    t.after(() => edges.close())
    const turn = (ms: number) => {
      now += ms
    }
    const ids = async () => (await edges.now()).edges.map(({ id }) => `${id}`)
    const states = async () => (await edges.now()).edges.map(({ state }) => state)
    return { edges, turn, ids, states }
  }
}

function up(id: string, connections = 0): EdgeReport {
  return {
    id: id as EdgeId,
    instance: `${id}1`,
    url: `ws://${id}.example:8080`,
    region: 'eu',
    labels: ['new'],
    capacity: 1_000,
    isDraining: false,
    load: { connections, rooms: 1, bytesPerSecond: 0, loopDelayMs: 0.5, ladder: LADDER },
  }
}
