// What every MemberStore promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import type { MemberStore, Presence } from '../../engine/ports/member-store.ts'
import { NOON, ROOM } from '../fixtures/message.ts'

export type MemberStoreOptions = { readonly now: () => number; readonly leaseMs: number }
/** Opens a store with nobody in it. */
export type OpenMemberStore = (options: MemberStoreOptions) => Promise<MemberStore>

type After = { after(fn: () => Promise<void>): void }

const [E1, E2] = ['edge-1' as EdgeId, 'edge-2' as EdgeId]
const OTHER = 'cinema' as RoomId
const ALL = { offset: 0, limit: 100 }
const LEASE_MS = 10_000

export function memberStoreContract(name: string, open: OpenMemberStore): void {
  describe(`MemberStore: ${name}`, () => {
    test('a room never seen counts nobody', async t => {
      const { store } = await opened(t)
      assert.deepEqual(await store.count(ROOM), { connections: 0, viewers: 0, guests: 0 })
      assert.deepEqual(await store.list(ROOM, ALL), [])
      assert.deepEqual(await store.roomsOf(viewer('ann')), [])
    })

    test('counts connections, people and guests apart, over all edges', async t => {
      const { store } = await opened(t)
      await store.report(E1, [here('ann', { connections: 2 }), here('bob', { guest: true })])
      await store.report(E2, [here('ann'), here('cat', { guest: true })])
      assert.deepEqual(await store.count(ROOM), { connections: 5, viewers: 3, guests: 2 })
    })

    test('who has an account by one edge is no guest, whatever another says', async t => {
      const { store } = await opened(t)
      await store.report(E1, [here('ann', { guest: true })])
      await store.report(E2, [here('ann')])
      assert.deepEqual(await store.count(ROOM), { connections: 2, viewers: 1, guests: 0 })
      await store.leave(E2)
      assert.deepEqual(await store.count(ROOM), { connections: 1, viewers: 1, guests: 1 })
    })

    test('tells how a room is spread over edges, and forgets with an edge what it held', async t => {
      const { store, turn } = await opened(t)
      await store.report(E1, [here('ann', { connections: 2 }), here('bob')])
      await store.report(E2, [here('ann')])
      assert.deepEqual(await store.spread(ROOM), {
        ...{ connections: 4, viewers: 2, guests: 0, width: 1 },
        edges: new Map([
          [E1, 3],
          [E2, 1],
        ]),
      })
      await store.report(E1, [here('ann', { connections: 0 })])
      assert.deepEqual([...(await store.spread(ROOM)).edges.values()].toSorted(), [1, 1])
      turn(LEASE_MS - 1)
      await store.report(E2, [])
      turn(1)
      assert.deepEqual((await store.spread(ROOM)).edges, new Map([[E2, 1]]))
    })

    test('a room has the width that the first has given it, as long as anybody is in it', async t => {
      const { store } = await opened(t)
      await store.widen(ROOM, { from: 1, to: 3 })
      assert.equal((await store.spread(ROOM)).width, 1, 'nobody was in it')
      await store.report(E1, [here('ann')])
      await store.widen(ROOM, { from: 1, to: 2 })
      await store.widen(ROOM, { from: 1, to: 9 })
      assert.equal((await store.spread(ROOM)).width, 2)
      await store.widen(ROOM, { from: 2, to: 1 })
      assert.equal((await store.spread(ROOM)).width, 1)
      await store.widen(ROOM, { from: 1, to: 4 })
      await store.leave(E1)
      await store.report(E1, [here('ann')])
      assert.equal((await store.spread(ROOM)).width, 1)
    })

    test('a report told twice changes nothing', async t => {
      const { store } = await opened(t)
      for (let n = 0; n < 2; n++) await store.report(E1, [here('ann', { connections: 2 })])
      assert.deepEqual(await store.count(ROOM), { connections: 2, viewers: 1, guests: 0 })
      for (let n = 0; n < 2; n++) await store.report(E1, [here('ann', { connections: 0 })])
      assert.deepEqual(await store.count(ROOM), { connections: 0, viewers: 0, guests: 0 })
    })

    test('who has left one edge is still here by another', async t => {
      const { store } = await opened(t)
      await store.report(E1, [here('ann')])
      await store.report(E2, [here('ann')])
      await store.report(E1, [here('ann', { connections: 0 })])
      assert.equal(await store.isHere(ROOM, viewer('ann')), true)
      assert.deepEqual([...(await store.edgesOf(ROOM, viewer('ann')))], [[E2, 1]])
      await store.report(E2, [here('ann', { connections: 0 })])
      assert.equal(await store.isHere(ROOM, viewer('ann')), false)
      assert.equal((await store.edgesOf(ROOM, viewer('ann'))).size, 0)
    })

    test('lists the newest first, in pages', async t => {
      const { store } = await opened(t)
      const people = ['a', 'b', 'c', 'd'].map((id, n) => here(id, { since: NOON + n }))
      await store.report(E1, people)
      const page = await store.list(ROOM, { offset: 1, limit: 2 })
      assert.deepEqual(
        page.map(({ viewer }) => viewer),
        ['c', 'b'],
      )
    })

    test('a person on two edges is one member, here since the first connection', async t => {
      const { store } = await opened(t)
      await store.report(E1, [here('ann', { since: NOON + 5, connections: 2 })])
      await store.report(E2, [here('ann', { since: NOON + 1 })])
      assert.deepEqual(await store.list(ROOM, ALL), [
        { viewer: 'ann', name: 'ann', guest: false, connections: 3, since: NOON + 1 },
      ])
    })

    test('rooms are apart, and a viewer knows its own', async t => {
      const { store } = await opened(t)
      await store.report(E1, [here('ann'), here('ann', { room: OTHER }), here('bob')])
      assert.equal((await store.count(OTHER)).viewers, 1)
      assert.deepEqual((await store.roomsOf(viewer('ann'))).sort(), [OTHER, ROOM])
      await store.report(E1, [here('ann', { room: OTHER, connections: 0 })])
      assert.deepEqual(await store.roomsOf(viewer('ann')), [ROOM])
    })

    test('who a silent edge held is gone with its lease', async t => {
      const { store, turn } = await opened(t)
      await store.report(E1, [here('ann'), here('bob')])
      turn(LEASE_MS - 1)
      await store.report(E2, [here('ann')])
      assert.equal((await store.count(ROOM)).viewers, 2)
      turn(1)
      assert.deepEqual(await store.count(ROOM), { connections: 1, viewers: 1, guests: 0 })
      assert.deepEqual(await store.roomsOf(viewer('bob')), [])
    })

    test('an edge that renews keeps whom it holds', async t => {
      const { store, turn } = await opened(t)
      await store.renew(E1)
      await store.report(E1, [here('ann')])
      turn(LEASE_MS - 1)
      assert.equal(await store.renew(E1), true)
      turn(LEASE_MS - 1)
      assert.equal((await store.count(ROOM)).viewers, 1)
    })

    test('an edge whose lease ran out must report everything, once', async t => {
      const { store, turn } = await opened(t)
      await store.renew(E1)
      await store.report(E1, [here('ann'), here('bob')])
      turn(LEASE_MS)
      assert.equal(await store.renew(E1), false)
      assert.equal((await store.count(ROOM)).viewers, 0)
      await store.report(E1, [here('ann'), here('bob')])
      assert.equal(await store.renew(E1), true)
      assert.equal((await store.count(ROOM)).viewers, 2)
    })

    test('a report after the lease ran out does not pass for everything', async t => {
      const { store, turn } = await opened(t)
      await store.renew(E1)
      await store.report(E1, [here('ann'), here('bob')])
      turn(LEASE_MS)
      await store.report(E1, [here('cat')])
      assert.equal((await store.count(ROOM)).viewers, 1)
      assert.equal(await store.renew(E1), false)
      assert.equal(await store.renew(E1), true)
    })

    test('an edge that leaves is forgotten at once', async t => {
      const { store } = await opened(t)
      await store.report(E1, [here('ann')])
      await store.report(E2, [here('bob')])
      await store.leave(E1)
      await store.leave(E1)
      assert.deepEqual(
        (await store.list(ROOM, ALL)).map(({ viewer }) => viewer),
        ['bob'],
      )
      assert.equal(await store.renew(E1), false)
    })

    test('whatever is reported, the counts are those of who is held', async t => {
      await fc.assert(
        fc.asyncProperty(fc.array(told, { maxLength: 40 }), async reports => {
          const { store } = await opened(t)
          const held = new Map<string, Presence>()
          for (const { edge, presence } of reports) {
            await store.report(edge, [presence])
            held.set(`${edge} ${presence.viewer}`, presence)
          }
          const live = [...held.values()].filter(({ connections }) => connections > 0)
          const people = new Map(live.map(presence => [presence.viewer, presence]))
          const { edges } = await store.spread(ROOM)
          for (const edge of [E1, E2]) {
            const on = [...held].filter(([key]) => key.startsWith(edge))
            const connections = on.reduce((sum, [, one]) => sum + one.connections, 0)
            assert.equal(edges.get(edge) ?? 0, connections)
          }
          assert.deepEqual(await store.count(ROOM), {
            connections: live.reduce((sum, { connections }) => sum + connections, 0),
            viewers: people.size,
            guests: [...people.values()].filter(({ guest }) => guest).length,
          })
        }),
        { numRuns: 30 },
      )
    })
  })

  async function opened(t: After) {
    let now = NOON
    const store = await open({ now: () => now, leaseMs: LEASE_MS })
    t.after(() => store.close())
    const turn = (ms: number) => {
      now += ms
    }
    return { store, turn }
  }
}

const told = fc.record({
  edge: fc.constantFrom(E1, E2),
  presence: fc
    .record({ id: fc.constantFrom('ann', 'bob', 'cat'), connections: fc.nat(2) })
    .map(({ id, connections }) => here(id, { connections, guest: id === 'cat' })),
})

function viewer(id: string): ViewerId {
  return id as ViewerId
}

function here(id: string, over: Partial<Presence> = {}): Presence {
  return {
    room: ROOM,
    viewer: viewer(id),
    name: id,
    guest: false,
    connections: 1,
    since: NOON,
    ...over,
  }
}
