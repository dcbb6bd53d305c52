import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { MessageId } from '../../engine/ids.ts'
import { cool, dropCooled } from '../../replay/cooling.ts'
import { Gate } from '../fixtures/gate.ts'
import { STREAM, streamOf } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { opened, takeBack, tell, urlsOf } from './told.ts'

const GZIP = { 'accept-encoding': 'gzip;q=0.8' }
const BROTLI = { 'accept-encoding': 'gzip, br' }
const ENDS = ['opened', 'closed'] as const
const BASE = `/v1/replay/${STREAM}`
const FIRST = `${BASE}/segments/1/0-10000`

test('a segment has what was said in its time, in order, as frames have it, less the seq', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [
    { ms: 9_999, text: 'b' },
    { ms: 5, text: 'a', kind: 'notice' },
    { ms: 10_000 },
    { ms: 6, text: 'shadow', shadowed: true },
  ])
  const { from, to, messages } = (await get(FIRST)).json()
  assert.deepEqual([from, to], [0, 10_000])
  assert.deepEqual(
    messages.map(({ id, ...message }: { id: string }) => message),
    [
      { kind: 'notice', from: { id: 'ann', name: 'Ann' }, body: { text: 'a' }, at: 5 },
      { from: { id: 'ann', name: 'Ann' }, body: { text: 'b' }, at: 9_999 },
    ],
  )
  assert.match(messages[0].id, /^[\w-]{11}$/)
})

test('a segment may be kept for ever, and is not sent again to who has it', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  const [packed, smaller, plain] = [
    await get(FIRST, GZIP),
    await get(FIRST, BROTLI),
    await get(FIRST),
  ]
  assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable')
  const codings = [packed, smaller, plain].map(({ headers }) => headers['content-encoding'])
  assert.deepEqual(codings, ['gzip', 'br', undefined])
  assert.deepEqual(JSON.parse(gunzipSync(packed.rawPayload).toString()), plain.json())
  assert.deepEqual(JSON.parse(brotliDecompressSync(smaller.rawPayload).toString()), plain.json())
  const tags = [packed, smaller, plain].map(({ headers }) => headers.etag)
  assert.equal(new Set(tags).size, 3)

  for (const [headers, answer] of [
    [GZIP, packed],
    [BROTLI, smaller],
    [{}, plain],
  ] as const) {
    const known = { ...headers, 'if-none-match': `"x", W/${answer.headers.etag}` }
    const again = await get(FIRST, known)
    assert.deepEqual([again.statusCode, again.payload], [304, ''])
    assert.equal(again.headers.etag, answer.headers.etag)
  }
  const none = await get(FIRST, { 'accept-encoding': 'gzip;q=0, br; q=0.0' })
  assert.equal(none.headers['content-encoding'], undefined)
})

test('what comes late or is taken back makes a new address, of what it touches alone', async t => {
  const { archive, get, another, turn } = await opened(t)
  const [first] = await tell(archive, [{ ms: 1 }, { ms: 15_000 }], { ends: ENDS })
  const before = urlsOf((await get(BASE)).json())
  for (const url of before) assert.equal((await get(url)).statusCode, 200)
  await tell(archive, [{ ms: 2 }])
  turn(2_000)
  const after = urlsOf((await get(BASE)).json())
  assert.deepEqual([after[0] === before[0], after[1] === before[1]], [false, true])
  await takeBack(archive, [first as MessageId])
  turn(2_000)
  const { app } = await another()
  const last = urlsOf((await get(BASE)).json())
  for (const process of [{ get }, { get: (url: string) => app.inject(url) }]) {
    const codes = [before[0], after[0], last[0], last[1]].map(url => process.get(url as string))
    assert.deepEqual(
      (await Promise.all(codes)).map(({ statusCode }) => statusCode),
      [410, 410, 200, 200],
    )
  }
  assert.equal((await get(last[0] as string)).json().messages.length, 1)
})

test('another process may know of a newer generation than this one does', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  await get(FIRST)
  await tell(archive, [{ ms: 2 }])
  assert.equal((await get(FIRST)).statusCode, 200, 'for a moment it does not know')
  const next = await get(`${BASE}/segments/2/0-10000`)
  assert.deepEqual([next.statusCode, next.headers['x-barrage-layer']], [410, undefined])
})

test('the layers are asked in order: process, store, archive, cold files', async t => {
  const role = await opened(t)
  const { archive, get, another, world, counts } = role
  await tell(archive, [{ ms: 1 }], { ends: ENDS })
  const answers = await Promise.all(Array.from({ length: 20 }, () => get(FIRST)))
  assert.ok(answers.every(({ statusCode }) => statusCode === 200))
  assert.equal(world.asked, 1)
  assert.equal((await get(FIRST)).headers['x-barrage-layer'], 'process')
  assert.deepEqual(counts.segments, { process: 1, store: 0, archive: 20, cold: 0 })

  const other = await another()
  assert.equal((await other.get(FIRST)).headers['x-barrage-layer'], 'store')
  assert.equal(world.asked, 1)

  const parts = { ...role, coldFiles: role.past.coldFiles, random: Math.random }
  await cool(parts, STREAM)
  await dropCooled(parts, STREAM)
  assert.deepEqual(await archive.comments(STREAM, { from: 0, to: 1_000, limit: 9 }), [])
  await role.replayStore.forget(STREAM, { from: 0, to: 10_000 })
  const third = await another()
  const cold = await third.get(FIRST)
  assert.deepEqual([cold.statusCode, cold.headers['x-barrage-layer']], [200, 'cold'])
  assert.deepEqual(cold.json(), answers[0]?.json())
  assert.equal((await third.get(FIRST)).headers['x-barrage-layer'], 'process')
})

test('while the archive is away, what is here or in the store is told on', async t => {
  const { archive, get, world, turn } = await opened(t)
  await tell(archive, [{ ms: 1 }, { ms: 10_000 }], { ends: ENDS })
  await get(FIRST)
  world.archiveFails = true
  turn(10_000)
  assert.equal((await get(FIRST)).statusCode, 200)
  const other = await get(`${BASE}/segments/1/10000-20000`)
  assert.deepEqual([other.statusCode, other.headers['retry-after']], [503, '1'])
})

test('a replay store that is away costs a read of the archive, nothing else', async t => {
  const { archive, get, world, counts } = await opened(t)
  world.storeFails = true
  await tell(archive, [{ ms: 1 }])
  const answer = await get(FIRST)
  assert.deepEqual([answer.statusCode, answer.headers['x-barrage-layer']], [200, 'archive'])
  await until(() => counts.storeFailures === 1)
})

test('beyond so many questions that wait for the archive, players are told to come again', async t => {
  const { archive, get, world, gate } = await opened(t, undefined, {
    readsAtOnce: 1,
    readsWaiting: 2,
  })
  const streams = Array.from({ length: 6 }, (_, n) => streamOf(n))
  for (const stream of streams) await tell(archive, [{ ms: 1 }], { stream, ends: ENDS })
  const opening = new Gate()
  world.gate = opening.opened
  const asked = streams.map(stream => get(`/v1/replay/${stream}`))
  await until(() => gate.refused === 3)
  opening.open()
  const answers = await Promise.all(asked)
  const codes = answers.map(({ statusCode }) => statusCode).sort()
  assert.deepEqual(codes, [200, 200, 200, 503, 503, 503])
  const refused = answers.find(({ statusCode }) => statusCode === 503)
  assert.deepEqual([refused?.headers['retry-after'], refused?.json().code], ['1', 203])
})

test('a small screen gets so many a second: all that matters, and the same of the rest', async t => {
  const { archive, get, another } = await opened(t)
  const low = Array.from({ length: 50 }, (_, n) => ({ ms: n * 20 }))
  await tell(archive, [...low, { ms: 5, priority: 'whitelist' }, { ms: 6, priority: 'high' }])
  const sample = async (
    ask: typeof get,
    limit: number,
  ): Promise<{ id: string; priority?: string }[]> =>
    (await ask(`${FIRST}?limit=${limit}`)).json().messages
  const [ten, five, one] = [await sample(get, 10), await sample(get, 5), await sample(get, 1)]
  assert.deepEqual([ten.length, five.length, one.length], [10, 5, 2])
  assert.ok(five.every(({ id }) => ten.some(message => message.id === id)))
  const other = await another()
  assert.deepEqual(await sample(other.get, 10), ten)
  for (const bad of ['0', '-1', '10001', 'x'])
    assert.equal((await get(`${FIRST}?limit=${bad}`)).json().code, 109)
})

test('a limit that leaves nothing out is the whole piece, kept once', async t => {
  const { archive, get, counts } = await opened(t)
  await tell(archive, [{ ms: 1 }, { ms: 2 }, { ms: 1_001 }])
  const whole = await get(FIRST)
  const limited = await get(`${FIRST}?limit=2`)
  assert.deepEqual([limited.payload, limited.headers.etag], [whole.payload, whole.headers.etag])
  assert.deepEqual([counts.segments.archive, counts.segments.process], [1, 1])
  assert.equal((await get(`${FIRST}?limit=1`)).json().messages.length, 2)
})
