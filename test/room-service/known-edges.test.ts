import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryEdges } from '../../engine/adapters/memory/edges.ts'
import { Fault } from '../../engine/fault.ts'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import { KnownEdges } from '../../room-service/known-edges.ts'

const ROOM = 'lobby' as RoomId
const EDGE = { id: 'e1' as EdgeId, url: 'ws://127.0.0.1:1', connections: 0 }

test('while nobody can say which edges are up, viewers are sent to those of before', async t => {
  let now = 0
  const edges = new MemoryEdges({ now: () => now, leaseMs: 10_000 })
  const known = new KnownEdges(edges, () => now)
  await edges.register(EDGE)
  assert.deepEqual(await known.addressesFor(ROOM, 1), [EDGE.url])

  t.mock.method(edges, 'live', () => Promise.reject(new Fault('store-unavailable')))
  now += 60_000
  assert.deepEqual(await known.addressesFor(ROOM, 1), [EDGE.url])
  const strange = new KnownEdges(edges, () => now)
  await assert.rejects(strange.addressesFor(ROOM, 1), { code: 'store-unavailable' })
})
