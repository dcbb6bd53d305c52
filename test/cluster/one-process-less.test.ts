// One process of a cluster is killed, or stands still, and comes back: others go on meanwhile.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'
import { sharedClusters } from './shared-cluster.ts'

const { open, clusterOf } = sharedClusters()
/** A group notices who was killed after 3 s, on a busy machine later. */
const HEAL = { withinMs: 40_000 }

test('one room service less: who joins is let in by the other', async t => {
  const live = await open(t)
  const cluster = await clusterOf()
  await cluster.kill('room-service-1')
  const viewers = await live.crowd(live.lobby, 6)
  assert.equal((await viewers[0]?.say({ text: 'still here' }))?.t, 'ok')
  await until(() => viewers.every(({ texts }) => texts.includes('still here')))
  await cluster.start('room-service-1')
})

test('an ingest worker is killed, and another stands still for a while: all of it is heard', async t => {
  const live = await open(t)
  const cluster = await clusterOf()
  const [ann, bob] = [await live.enter(live.lobby), await live.enter(live.lobby)]
  assert.equal((await ann.say({ text: 'before' })).t, 'ok')
  await until(() => bob.texts.includes('before'))
  await cluster.kill('ingest-1')
  cluster.pause('ingest-2')
  assert.equal((await ann.say({ text: 'while nobody writes' })).t, 'ok')
  cluster.resume('ingest-2')
  await cluster.start('ingest-1')
  await until(() => bob.texts.includes('while nobody writes'), HEAL)
  assert.deepEqual(bob.texts, ['before', 'while nobody writes'])
  assert.deepEqual([ann.complaints, bob.complaints], [[], []])
})

test('an edge that is killed: its viewers come in at another, and miss nothing', async t => {
  const live = await open(t)
  const cluster = await clusterOf()
  const ann = await live.enter(live.lobby)
  assert.equal((await ann.say({ text: 'before' })).t, 'ok')
  await until(() => ann.texts.includes('before'))
  const { port } = new URL(ann.socket.url)
  const edge = cluster.processes().find(one => String(one.port) === port)
  assert.ok(edge)
  await cluster.kill(edge.name)
  await until(() => ann.closed)
  const elsewhere = await until(async () => {
    const { edges, ...answer } = await live.join(live.lobby)
    return !edges[0]?.endsWith(`:${port}`) && { ...answer, edges }
  }, HEAL)
  const back = await Viewer.enter(elsewhere, ann.cursor)
  assert.equal(back.welcome.resumed, true)
  assert.equal((await back.say({ text: 'after' })).t, 'ok')
  await until(() => back.texts.includes('after'))
  assert.deepEqual([back.texts, back.complaints], [['after'], []])
  await cluster.start(edge.name)
})
