import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { NOON, ROOM, STREAM, said, streamOf } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { opened, tell } from './told.ts'

const GZIP = { 'accept-encoding': 'br, gzip;q=0.8' }
const ENDS = ['opened', 'closed'] as const
const BASE = `/v1/replay/${STREAM}`

test('the manifest of a stream that has ended names its parts, and says that it is whole', async t => {
  const { archive, get } = await opened(t)
  const lines = [0, 9_999, 10_000, 45_000].map(ms => ({ ms }))
  await tell(archive, [...lines, { ms: 25_000, shadowed: true }], { ends: ENDS })
  const answer = await get(BASE)
  assert.deepEqual(answer.json(), {
    ...{ stream: STREAM, room: ROOM, openedAt: NOON, closedAt: NOON + 60_000 },
    ...{ live: false, durationMs: 60_000, counts: { messages: 4 }, segmentMs: 10_000 },
    segments: [
      { url: `${BASE}/segments/2/0`, from: 0, to: 10_000, count: 2 },
      { url: `${BASE}/segments/1/1`, from: 10_000, to: 20_000, count: 1 },
      { url: `${BASE}/segments/1/4`, from: 40_000, to: 50_000, count: 1 },
    ],
    ...{ whole: true, missing: [] },
  })
})

test('a segment has what was said in its time, in order, as frames have it, less the seq', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [
    { ms: 9_999, text: 'b' },
    { ms: 5, text: 'a', kind: 'notice' },
    { ms: 10_000 },
  ])
  await tell(archive, [{ ms: 6, text: 'shadow', shadowed: true }])
  const { from, to, messages } = (await get(`${BASE}/segments/3/0`)).json()
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
  const url = `${BASE}/segments/1/0`
  const packed = await get(url, GZIP)
  assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(packed.headers['content-encoding'], 'gzip')
  const plain = await get(url)
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.deepEqual(JSON.parse(gunzipSync(packed.rawPayload).toString()), plain.json())
  assert.notEqual(packed.headers.etag, plain.headers.etag)

  for (const [headers, answer] of [
    [GZIP, packed],
    [{}, plain],
  ] as const) {
    const known = { ...headers, 'if-none-match': `"x", W/${answer.headers.etag}` }
    const again = await get(url, known)
    assert.deepEqual([again.statusCode, again.payload], [304, ''])
    assert.equal(again.headers.etag, answer.headers.etag)
  }
  assert.equal(
    (await get(url, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'],
    undefined,
  )
})

test('a straggler makes a new address; the old one lives as long as somebody has it', async t => {
  const { archive, get, another } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  await get(`${BASE}/segments/1/0`)
  await tell(archive, [{ ms: 2 }])
  assert.equal((await get(`${BASE}/segments/1/0`)).json().messages.length, 1)
  assert.equal((await get(`${BASE}/segments/2/0`)).json().messages.length, 2)
  await tell(archive, [{ ms: 3 }])
  const { app } = await another()
  const answers = [2, 3, 4].map(generation => app.inject(`${BASE}/segments/${generation}/0`))
  const codes = (await Promise.all(answers)).map(({ statusCode }) => statusCode)
  assert.deepEqual(codes, [200, 200, 410])
})

test('a segment is looked for in the process, in the store, and then in the archive, once', async t => {
  const { archive, get, another, world, counts } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  const url = `${BASE}/segments/1/0`
  const answers = await Promise.all(Array.from({ length: 20 }, () => get(url)))
  assert.ok(answers.every(({ statusCode }) => statusCode === 200))
  assert.equal(world.asked, 1)
  assert.equal((await get(url)).headers['x-barrage-layer'], 'process')
  assert.deepEqual(counts.segments, { process: 1, store: 0, archive: 20 })

  const other = await another()
  assert.equal((await other.app.inject(url)).headers['x-barrage-layer'], 'store')
  assert.equal(world.asked, 1)
})

test('a replay store that is away costs a read of the archive, nothing else', async t => {
  const { archive, get, world, counts } = await opened(t)
  world.storeFails = true
  await tell(archive, [{ ms: 1 }])
  const answer = await get(`${BASE}/segments/1/0`)
  assert.deepEqual([answer.statusCode, answer.headers['x-barrage-layer']], [200, 'archive'])
  await until(() => counts.storeFailures === 1)
})

test('while a stream is on, what is settled is in segments and the rest in the head', async t => {
  const { archive, get, turn } = await opened(t)
  await tell(archive, [{ ms: 1_000 }, { ms: 12_000 }], { ends: ['opened'] })
  turn(14_999)
  const young = (await get(BASE)).json()
  assert.deepEqual([young.live, young.segments, young.whole], [true, [], null])
  assert.deepEqual(young.head, { url: `${BASE}/head`, from: 0 })
  assert.equal((await get(young.head.url)).json().messages.length, 2)

  turn(1_001)
  const { segments, head, durationMs } = (await get(BASE)).json()
  assert.deepEqual([segments.length, head.from, durationMs], [1, 10_000, 16_000])
  const answer = await get(head.url)
  assert.equal(answer.headers['cache-control'], 'public, max-age=1')
  const { from, to, messages } = answer.json()
  assert.deepEqual([from, to, messages.length], [10_000, 16_000, 1])
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
  assert.deepEqual([live, durationMs, segments.length], [false, 20_000, 1])
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
  const { segments, whole } = (await get(BASE)).json()
  assert.deepEqual(
    [segments.map(({ url }: { url: string }) => url), whole],
    [[`${BASE}/segments/2/0`, `${BASE}/segments/1/1`], true],
  )
  assert.equal((await get(segments[0].url)).json().messages.length, 2)
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
  [`/v1/replay/${streamOf(9)}/segments/1/0`, 404, 602],
  [`/v1/replay/${streamOf(9)}/density`, 404, 602],
  [`/v1/replay/${streamOf(9)}/comments?format=dplayer`, 404, 602],
  [`${BASE}/segments/1/5`, 410, 607],
  [`${BASE}/segments/0/0`, 400, 101],
  [`${BASE}/segments/1/-1`, 400, 101],
  [`${BASE}/segments/x/0`, 400, 101],
  [`${BASE}/segments/1/99999999999999999999`, 400, 101],
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
  for (const path of ['/head', '/segments/1/0', '/comments?format=dplayer'])
    assert.deepEqual([path, (await get(BASE + path)).statusCode], [path, 503])
  world.archiveFails = false
  assert.equal((await get(`${BASE}/segments/1/0`)).statusCode, 200)
})
