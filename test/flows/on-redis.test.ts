// The shortest journeys again, with everything that Redis can hold in Redis, and that Redis
// in trouble. The log is in memory, as is what says which stream is on when Redis forgets all.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { RedisServer } from '../fixtures/redis-server.ts'
import { until } from '../until.ts'
import { BIG, Live } from './live.ts'
import type { Viewer } from './viewer.ts'

const HELD = ['BUCKETS', 'LANES', 'MEMBERS', 'NOTICES', 'ORDERS', 'EDGES', 'JOBS', 'REPLAY']

test('what one says everybody hears at once, who enters is given the past, and all are counted', async t => {
  const { live } = await onRedis(t, [...HELD, 'SETTINGS'])
  const [ann, bob] = [await live.enter('lobby', { name: 'Ann' }), await live.enter('lobby')]
  for (const text of ['one', 'two', 'three']) await ann.say({ text })
  await until(() => [ann, bob].every(({ texts }) => texts.length === 3), { withinMs: 1_000 })
  const late = await live.enter('lobby')
  await late.frame('past')
  await until(() => late.batches.at(-1)?.viewers === 3)
  for (const viewer of [ann, bob, late]) {
    assert.deepEqual(viewer.texts, ['one', 'two', 'three'])
    assert.deepEqual(viewer.complaints, [])
  }
})

test('what an operator changes reaches the edge as an order', async t => {
  const { live } = await onRedis(t, [...HELD, 'SETTINGS'], BIG)
  const ann = await live.enter('lobby')
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { tickMs: 300 })
  await until(() => ann.tickMs === 300)
})

test('a Redis that forgets everything: nobody is sent away, and all that is said is heard', async t => {
  const { live, server } = await onRedis(t, HELD)
  const [ann, bob] = [await live.enter('lobby'), await live.enter('lobby')]
  await ann.say({ text: 'before' })
  await until(() => bob.texts.includes('before'))
  await server.command('FLUSHALL')
  await ann.say({ text: 'after' })
  await heard(bob, ['before', 'after'])
  await until(() => bob.batches.at(-1)?.viewers === 2, { withinMs: 10_000 })
  assert.deepEqual([ann.closed, bob.closed], [undefined, undefined])
})

test('a Redis that is killed: what is said meanwhile is acknowledged, and heard when it is back', async t => {
  const { live, server } = await onRedis(t, HELD)
  const [ann, bob] = [await live.enter('lobby'), await live.enter('lobby')]
  await ann.say({ text: 'before' })
  await until(() => bob.texts.includes('before'))
  await server.kill()
  assert.equal((await ann.say({ text: 'meanwhile' })).t, 'ok')
  await server.restart()
  await heard(bob, ['before', 'meanwhile'])
  await ann.say({ text: 'after' })
  await heard(bob, ['before', 'meanwhile', 'after'])
  assert.deepEqual([ann.closed, bob.closed], [undefined, undefined])
})

async function onRedis(t: TestContext, ports: readonly string[], env = {}) {
  const server = await RedisServer.start()
  const urls = ports.map(port => [`BARRAGE_${port}_URL`, server.url])
  const shared = { BARRAGE_REPLAY_SHARES_REDIS: 'true', ...Object.fromEntries(urls) }
  try {
    return { live: await Live.start(t, { ...env, ...shared }), server }
  } finally {
    t.after(() => server.stop()) // after Barrage itself has ended
  }
}

/** All of it; a message whose number was lost may come again, and clients know it by its id. */
async function heard(viewer: Viewer, texts: readonly string[]): Promise<void> {
  const missing = () => texts.filter(text => !viewer.texts.includes(text))
  await until(() => missing().length === 0, { withinMs: 10_000, what: `hears ${texts}` })
}
