// What every Edges promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EdgeId } from '../../engine/ids.ts'
import type { Edge, Edges } from '../../engine/ports/edges.ts'
import { NOON } from '../fixtures/message.ts'

export type EdgesOptions = { readonly now: () => number; readonly leaseMs: number }
/** Opens a register with no edge in it. */
export type OpenEdges = (options: EdgesOptions) => Promise<Edges>

type After = { after(fn: () => Promise<void>): void }

const LEASE_MS = 10_000

export function edgesContract(name: string, open: OpenEdges): void {
  describe(`Edges: ${name}`, () => {
    test('nobody is up before anybody said so', async t => {
      const { edges } = await opened(t)
      assert.deepEqual(await edges.live(), [])
    })

    test('lists who is up in order of their ids, with what each said last', async t => {
      const { edges } = await opened(t)
      for (const edge of [up('b', 1), up('a', 2), up('b', 3)]) await edges.register(edge)
      assert.deepEqual(await edges.live(), [up('a', 2), up('b', 3)])
    })

    test('an edge that has been silent for its lease is gone, one that has not stays', async t => {
      const { edges, turn } = await opened(t)
      await edges.register(up('a'))
      await edges.register(up('b'))
      turn(LEASE_MS - 1)
      await edges.register(up('b'))
      assert.equal((await edges.live()).length, 2)
      turn(1)
      assert.deepEqual(await edges.live(), [up('b')])
      await edges.register(up('a'))
      assert.equal((await edges.live()).length, 2)
    })

    test('an edge that leaves is gone at once', async t => {
      const { edges } = await opened(t)
      await edges.register(up('a'))
      await edges.leave('a' as EdgeId)
      await edges.leave('a' as EdgeId)
      assert.deepEqual(await edges.live(), [])
    })
  })

  async function opened(t: After) {
    let now = NOON
    const edges = await open({ now: () => now, leaseMs: LEASE_MS })
    t.after(() => edges.close())
    const turn = (ms: number) => {
      now += ms
    }
    return { edges, turn }
  }
}

function up(id: string, connections = 0): Edge {
  return { id: id as EdgeId, url: `ws://${id}.example:8080`, connections }
}
