import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { MessageId } from '../../engine/ids.ts'
import { cool, dropCooled } from '../../replay/cooling.ts'
import { Gate } from '../fixtures/gate.ts'
import { NOON, ROOM, STREAM, said, streamOf } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { opened, takeBack, tell, urlsOf } from './told.ts'

const GZIP = { 'accept-encoding': 'gzip;q=0.8' }
const BROTLI = { 'accept-encoding': 'gzip, br' }
const ENDS = ['opened', 'closed'] as const
const BASE = `/v1/replay/${STREAM}`
const FIRST = `${BASE}/segments/1/0-10000`

test('the manifest of a stream that has ended names its parts, and says that it is whole', async t => {
  const { archive, get } = await opened(t)
  const lines = [0, 9_999, 10_000, 45_000].map(ms => ({ ms }))
  await tell(archive, [...lines, { ms: 25_000, shadowed: true }], { ends: ENDS })
  const { density, ...manifest } = (await get(BASE)).json()
  assert.deepEqual(manifest, {
    ...{ stream: STREAM, room: ROOM, openedAt: NOON, closedAt: NOON + 60_000 },
    ...{ live: false, durationMs: 60_000, videoMs: 60_000, pauses: [], shiftMs: 0 },
    counts: { messages: 4, kinds: { danmaku: 4 } },
    segments: {
      url: `${BASE}/segments/{generation}/{from}-{to}`,
      rows: [
        [0, 10_000, 1, 2],
        [10_000, 20_000, 1, 1],
        [40_000, 50_000, 1, 1],
      ],
    },
    ...{ whole: true, missing: [] },
  })
  assert.deepEqual([density.stepMs, density.counts.length, density.counts[45]], [1_000, 60, 1])
})

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
  turn(1_000)
  const after = urlsOf((await get(BASE)).json())
  assert.deepEqual([after[0] === before[0], after[1] === before[1]], [false, true])
  await takeBack(archive, [first as MessageId])
  turn(1_000)
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

test('while a stream is on, what is settled is in segments and the rest in the head', async t => {
  const { archive, get, turn } = await opened(t)
  await tell(archive, [{ ms: 1_000 }, { ms: 8_500 }, { ms: 12_000 }], { ends: ['opened'] })
  turn(8_000)
  const young = (await get(BASE)).json()
  assert.deepEqual([young.live, young.whole], [true, null])
  assert.deepEqual(young.segments.rows, [[0, 2_000, 1, 1]])
  assert.deepEqual(young.head, { url: `${BASE}/head`, from: 2_000 })

  turn(9_000)
  const { segments, head, durationMs } = (await get(BASE)).json()
  assert.deepEqual(segments.rows, [[0, 10_000, 1, 2]])
  assert.deepEqual([head.from, durationMs], [12_000, 17_000])
  const answer = await get(head.url)
  assert.equal(answer.headers['cache-control'], 'public, max-age=1')
  const { from, to, messages } = answer.json()
  assert.deepEqual([from, to, messages.length], [12_000, 17_000, 1])
})

test('a pause is no part of the video, and a shift moves everything in it', async t => {
  const { archive, get, turn } = await opened(t)
  await tell(archive, [{ ms: 1_000 }], { ends: ENDS })
  const marks = (['paused', 'resumed'] as const).map((mark, n) => {
    return {
      mark,
      room: ROOM,
      stream: STREAM,
      at: NOON + (n + 1) * 10_000,
      partition: 0,
      offset: 7 + n,
    }
  })
  await archive.store({ log: 'l', partitions: 1, rows: [], marks, covered: [] })
  await archive.shift(STREAM, -500)
  turn(1_000)
  const { pauses, durationMs, videoMs, shiftMs } = (await get(BASE)).json()
  assert.deepEqual(pauses, [{ from: 10_000, to: 20_000 }])
  assert.deepEqual([durationMs, videoMs, shiftMs], [60_000, 50_000, -500])
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
  for (const bad of ['0', '-1', '101', 'x'])
    assert.equal((await get(`${FIRST}?limit=${bad}`)).json().code, 109)
})

test('a stream that was deleted says so', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }], { ends: ENDS })
  await archive.tiers.delete(STREAM)
  for (const url of [BASE, FIRST, `${BASE}/density`]) {
    const answer = await get(url)
    assert.deepEqual([url, answer.statusCode, answer.json().code], [url, 410, 609])
  }
})

test('a stream that has ended has no head', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }], { ends: ENDS })
  assert.equal((await get(`${BASE}/head`)).statusCode, 404)
})

test('a stream whose end was never heard of reaches as far as what was said', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 15_000 }])
  await tell(archive, [{ ms: 0 }], { stream: streamOf(100) })
  const { live, durationMs, segments } = (await get(BASE)).json()
  assert.deepEqual([live, durationMs, segments.rows.length], [false, 16_000, 1])
})

test('density counts what may be shown, from the opening on', async t => {
  const { archive, get } = await opened(t)
  const lines = [0, 999, 2_000].map(ms => ({ ms }))
  await tell(archive, [...lines, { ms: 3_000, shadowed: true }], { ends: ENDS })
  const { stepMs, counts } = (await get(`${BASE}/density?stepMs=1000`)).json()
  assert.deepEqual([stepMs, counts.length, counts.slice(0, 4)], [1_000, 60, [2, 0, 1, 0]])
  assert.equal((await get(`${BASE}/density`)).json().counts.length, 6)
})

test('what is laid over a stream that has ended makes a new generation of its segment', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }, { ms: 15_000 }], { ends: ENDS })
  const message = said('late', { at: NOON + 5 })
  assert.equal(await archive.overlay.add(STREAM, [{ message, shadowed: false }]), true)
  const manifest = (await get(BASE)).json()
  const urls = [`${BASE}/segments/2/0-10000`, `${BASE}/segments/1/10000-20000`]
  assert.deepEqual([urlsOf(manifest), manifest.whole], [urls, true])
  assert.equal((await get(urls[0] as string)).json().messages.length, 2)
})

test('an import later than the stream that is on does not end it', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }], { ends: ['opened'] })
  await archive.overlay.beginImport({ stream: streamOf(50), room: ROOM, begunAt: NOON })
  await archive.overlay.endImport(streamOf(50), NOON + 60_000)
  assert.equal((await get(BASE)).json().live, true)
  const imported = (await get(`/v1/replay/${streamOf(50)}`)).json()
  assert.deepEqual([imported.live, imported.whole, imported.durationMs], [false, true, 10_000])
})

test("a room's streams, newest first", async t => {
  const { archive, get } = await opened(t)
  for (const n of [1, 3, 2]) await tell(archive, [{ ms: 0 }], { stream: streamOf(n), ends: ENDS })
  const { streams } = (await get(`/v1/rooms/${ROOM}/streams?limit=2`)).json()
  assert.deepEqual(streams, [
    { stream: streamOf(3), room: ROOM, openedAt: NOON + 3_000, closedAt: NOON + 63_000 },
    { stream: streamOf(2), room: ROOM, openedAt: NOON + 2_000, closedAt: NOON + 62_000 },
  ])
  assert.deepEqual((await get('/v1/rooms/nobody-was-here/streams')).json(), { streams: [] })
})

const REFUSED: [url: string, status: number, code: number][] = [
  [`/v1/replay/${streamOf(9)}`, 404, 602],
  ['/v1/replay/not-a-stream', 404, 602],
  [`/v1/replay/${streamOf(9)}/head`, 404, 602],
  [`${BASE}/head`, 404, 603],
  [`/v1/replay/${streamOf(9)}/segments/1/0-10000`, 404, 602],
  [`/v1/replay/${streamOf(9)}/density`, 404, 602],
  [`/v1/replay/${streamOf(9)}/comments?format=dplayer`, 404, 602],
  [`${BASE}/segments/1/50000-60000`, 410, 607],
  [`${BASE}/segments/9/0-10000`, 410, 607],
  [`${BASE}/segments/1/0-20000`, 410, 607],
  [`${BASE}/segments/1/10000-0`, 410, 607],
  [`${BASE}/segments/1/500-10500`, 410, 607],
  [`${BASE}/segments/0/0-10000`, 400, 109],
  [`${BASE}/segments/1/-1-5`, 400, 109],
  [`${BASE}/segments/1/0`, 400, 109],
  [`${BASE}/segments/x/0-10000`, 400, 109],
  [`${BASE}/segments/1/0-99999999999999999999`, 400, 109],
  [`${BASE}/comments`, 400, 604],
  [`${BASE}/comments?format=constructor`, 400, 604],
  [`${BASE}/comments?format=dplayer&from=5&to=4`, 400, 109],
  [`${BASE}/comments?format=dplayer&from=-1`, 400, 109],
  [`${BASE}/comments?format=dplayer&from=a`, 400, 109],
  [`${BASE}/comments?format=dplayer&from=NaN`, 400, 109],
  [`${BASE}/comments?format=dplayer&to=1e300`, 400, 109],
  [`${BASE}/comments?format=dplayer&limit=0`, 400, 109],
  [`${BASE}/comments?format=dplayer&to=-1`, 400, 109],
  [`${BASE}/comments?format=segso&segment_index=0`, 400, 109],
  [`${BASE}/comments?format=segso&segment_index=99999999999`, 400, 109],
  [`${BASE}/comments?format=segso&segment_index=1&from=360001`, 400, 109],
  [`${BASE}/comments?format=ass&resolution=1920`, 400, 108],
  [`${BASE}/comments?format=ass&resolution=0x0`, 400, 108],
  [`${BASE}/comments?format=ass&fontSize=-1`, 400, 108],
  [`${BASE}/comments?format=ass&speed=0`, 400, 108],
  [`${BASE}/comments?format=ass&density=x`, 400, 108],
  [`${BASE}/comments?format=ass&font=a%2Cb`, 400, 108],
  [`${BASE}/density?stepMs=0`, 400, 109],
  [`${BASE}/density?stepMs=x`, 400, 109],
  [`${BASE}/density?stepMs=1`, 400, 109],
  ['/v1/rooms/-/streams', 400, 110],
  [`/v1/rooms/${ROOM}/streams?limit=0`, 400, 101],
]
test('what makes no sense is refused, each with its number', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }], { ends: ENDS })
  for (const [url, status, code] of REFUSED) {
    const answer = await get(url)
    assert.deepEqual([url, answer.statusCode, answer.json().code], [url, status, code])
    assert.equal(answer.headers['cache-control'], 'no-store')
  }
  const { formats } = (await get(`${BASE}/comments?format=srt`)).json()
  const players = ['ndjson', 'dplayer', 'artplayer', 'bilibili-xml', 'danmaku']
  assert.deepEqual(formats, [...players, 'ass', 'segso', 'csv'])
})

test('an archive that does not answer is our fault, not the asker’s', async t => {
  const { archive, get, world } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  world.archiveFails = true
  for (const path of ['/head', '/segments/1/0-10000', '/comments?format=dplayer'])
    assert.deepEqual([path, (await get(BASE + path)).statusCode], [path, 503])
  world.archiveFails = false
  assert.equal((await get(FIRST)).statusCode, 200)
})
