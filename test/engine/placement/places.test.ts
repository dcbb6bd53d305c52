import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeId } from '../../../engine/ids.ts'
import { Places } from '../../../engine/placement/places.ts'
import { LEASE_MS, loadOf, upEdges } from '../../fixtures/up-edges.ts'

test('edges are asked for once in a moment, however many want to know', async () => {
  const { edges, now, clock } = await upEdges(['a'])
  let asked = 0
  const ask = () => {
    asked++
    return edges.now()
  }
  const places = new Places({ now: ask }, now, '')
  await Promise.all([places.current(), places.current(), places.refresh()])
  await places.current()
  assert.equal(asked, 1)
  clock.ms += 500
  await places.current()
  assert.equal(asked, 2)
})

test('only who serves is on the ring: who joins or goes down is not', async () => {
  const { edges, places, up } = await upEdges(['a', 'b'])
  await edges.register({ ...(await up('c')), isDraining: true })
  await edges.register({ ...(await up('a')), id: 'd' as EdgeId, instance: 'd' })
  const heard = await places.refresh()
  assert.deepEqual(heard.ring.edges, ['a', 'b'])
  assert.deepEqual([...heard.byId.keys()], ['a', 'b', 'c', 'd'])
})

test('the ring is the same one until edges come or go, and then it is another at once', async () => {
  const { places, up } = await upEdges(['a', 'b'])
  const before = await places.refresh()
  await up('a', { load: loadOf(7) })
  const same = await places.refresh()
  assert.equal(same.ring, before.ring)
  assert.equal(same.meanClients, 3.5)
  await up('c')
  const after = await places.refresh()
  assert.notEqual(after.ring, before.ring)
  assert.deepEqual(before.ring.edges, ['a', 'b'])
})

test('what held before the last change is remembered', async () => {
  const { places, up } = await upEdges(['a'])
  const [first] = [places.heard]
  await up('b')
  await places.refresh()
  await places.refresh()
  assert.equal(places.previous?.epoch, first?.epoch)
})

test('while nobody can say, the edges of before are taken to be', async () => {
  const { clock, edges, now } = await upEdges(['a'])
  let down = false
  const ask = () => (down ? Promise.reject(new Error('down')) : edges.now())
  const places = new Places({ now: ask }, now, '')
  await places.current()
  down = true
  clock.ms += 2 * LEASE_MS
  assert.deepEqual((await places.current()).ring.edges, ['a'])
})

test('nobody can say from the beginning: whoever asks hears of it', async () => {
  const places = new Places({ now: () => Promise.reject(new Error('down')) }, () => 0, '')
  await assert.rejects(places.current(), /down/)
})

test('edges of a gray release are on a ring of their own', async () => {
  const { places, up } = await upEdges(['a'], 'new')
  await up('g', { labels: ['new'] })
  const { ring, gray } = await places.refresh()
  assert.deepEqual([ring.edges, gray.edges], [['a'], ['g']])
})
