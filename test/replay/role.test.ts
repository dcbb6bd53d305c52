import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOON, ROOM, STREAM, said, streamOf } from '../fixtures/message.ts'
import { opened, tell, urlsOf } from './told.ts'

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
  turn(2_000)
  const { pauses, durationMs, videoMs, shiftMs } = (await get(BASE)).json()
  assert.deepEqual(pauses, [{ from: 10_000, to: 20_000 }])
  assert.deepEqual([durationMs, videoMs, shiftMs], [60_000, 50_000, -500])
})

test('a stream that was deleted says so', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }], { ends: ENDS })
  await archive.tiers.delete(STREAM, NOON)
  for (const url of [BASE, FIRST, `${BASE}/density`]) {
    const answer = await get(url)
    assert.deepEqual([url, answer.statusCode, answer.json().code], [url, 410, 611])
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
