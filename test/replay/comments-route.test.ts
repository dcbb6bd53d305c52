import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { MODES } from '../../engine/message.ts'
import { bilibiliXml } from '../../recordings/comment-file/bilibili-xml.ts'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import type { Recorded } from '../../recordings/comment-file/recorded.ts'
import { STREAM } from '../fixtures/message.ts'
import { REAL, recording } from '../fixtures/real-recordings.ts'
import { asShown, type Shown } from '../fixtures/shown.ts'
import { opened, tell } from './told.ts'

const COMMENTS = `/v1/replay/${STREAM}/comments`

for (const file of REAL)
  test(`what went in comes out as XML and for DPlayer: ${file}`, async t => {
    const { archive, get } = await opened(t)
    const { comments } = await loadRecording(recording(t, file))
    await tell(archive, comments.map(asLine))

    const xml = (await get(`${COMMENTS}?format=bilibili-xml`)).body
    assert.deepEqual(await parsed(xml), comments.map(asXmlHolds))
    const { code, data } = (await get(`${COMMENTS}?format=dplayer`)).json()
    assert.equal(code, 0)
    assert.deepEqual(data, comments.map(asDplayer))
  })

test('an XML comment has its eight fields', async t => {
  const { archive, get } = await opened(t)
  const body = { text: 'a<b>&"\'\r\n c\u0007\ud800\ufffe]]>', color: 255, mode: 'top', size: 36 }
  await tell(archive, [{ ms: 61_234, body }])
  const answer = await get(`${COMMENTS}?format=bilibili-xml`)
  assert.match(String(answer.headers['content-type']), /^application\/xml/)
  assert.match(
    answer.body,
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<i>\n<d p="61\.234,5,36,255,\d{10},0,[0-9a-f]{8},\d+">a&lt;b&gt;&amp;"'&#13;\n c\]\]&gt;<\/d>\n<\/i>\n$/,
  )
})

test('in DPlayer’s answer nothing is left that its innerHTML could run', async t => {
  const { archive, get } = await opened(t)
  const text = '<img src=x onerror="alert(\'1\')">&amp;'
  await tell(archive, [{ ms: 1_500, text, from: { id: 'u' as never, name: '<b>"\'' } }])
  const { data } = (await get(`${COMMENTS}?format=dplayer`)).json()
  const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;'
  assert.deepEqual(data, [[1.5, 0, 0xffffff, '&lt;b&gt;&quot;&#39;', escaped]])
})

test('every format says what it is, and what a file of it is called', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  for (const [format, type, name] of [
    ['ndjson', 'application/x-ndjson', 'ndjson'],
    ['artplayer', 'application/json', 'json'],
    ['bilibili-xml', 'application/xml', 'xml'],
    ['ass', 'text/x-ssa', 'ass'],
    ['segso', 'application/octet-stream', 'so'],
    ['csv', 'text/csv', 'csv'],
  ] as const) {
    const { headers } = await get(`${COMMENTS}?format=${format}`)
    assert.ok(String(headers['content-type']).startsWith(type), format)
    assert.equal(headers['content-disposition'], `inline; filename="${STREAM}.${name}"`)
  }
})

test('a cache tells what was taken back for a second at most', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  const { headers } = await get(`${COMMENTS}?format=dplayer`)
  assert.equal(headers['cache-control'], 'public, max-age=1')
})

test('wishes of how it looks reach the format', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [{ ms: 1 }])
  const wishes = 'resolution=1280x720&fontSize=30&speed=1.5&density=0.4&font=Source Han Sans 思源'
  const { body } = await get(`${COMMENTS}?format=ass&${wishes.replaceAll(' ', '%20')}`)
  assert.match(body, /PlayResX: 1280\nPlayResY: 720\n(.*\n)*Style: D,Source Han Sans 思源,30,/)
})

test('a part of six minutes begins and ends where the next one does not', async t => {
  const { archive, get } = await opened(t)
  await tell(
    archive,
    [0, 359_999, 360_000, 719_999, 720_000].map(ms => ({ ms, text: `at${ms}` })),
  )
  const part = async (query: string) =>
    [...(await get(`${COMMENTS}?format=segso${query}`)).body.matchAll(/at\d+/g)].map(String)
  assert.deepEqual(await part('&segment_index=1'), ['at0', 'at359999'])
  assert.deepEqual(await part('&segment_index=2'), ['at360000', 'at719999'])
  assert.deepEqual(await part('&segment_index=2&from=400000'), ['at719999'])
  assert.deepEqual(await part('&segment_index=9'), [])
  assert.equal((await part('')).length, 5)
})

test('only what flies is told, and nothing that is shadowed', async t => {
  const { archive, get } = await opened(t)
  const price = { text: 'for you', price: 5 }
  await tell(archive, [
    { ms: 1, text: 'a' },
    { ms: 2, text: 'not to be seen', shadowed: true },
    { ms: 3, kind: 'gift', body: { gift: 'rose', count: 1 } },
    { ms: 4, kind: 'superchat', body: price },
    { ms: 5, kind: 'notice', text: 'rules' },
    { ms: 6, body: {} },
  ])
  const { data } = (await get(`${COMMENTS}?format=dplayer`)).json()
  assert.deepEqual(texts(data), ['a', 'for you'])
})

test('a range and a limit cut, and a stream of many pages is told whole', async t => {
  const { archive, get, world } = await opened(t)
  await tell(
    archive,
    Array.from({ length: 2_500 }, (_, n) => ({ ms: n, text: `m${n}` })),
  )
  const ask = async (query: string): Promise<string[]> =>
    texts((await get(`${COMMENTS}?format=dplayer${query}`)).json().data)
  assert.equal((await ask('')).length, 2_500)
  assert.deepEqual(await ask('&from=1000&to=1003'), ['m1000', 'm1001', 'm1002'])
  assert.deepEqual(await ask('&from=7&to=7'), [])
  world.asked = 0
  assert.deepEqual(await ask('&limit=2'), ['m0', 'm1'])
  assert.deepEqual(await ask('&max=1&limit=5'), ['m0'])
  assert.equal(world.asked, 2, 'no page is read that is not needed')
  assert.equal((await ask('&limit=1500')).length, 1_500)
})

test('nothing said is an empty answer, and a whole one', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [], { ends: ['opened'] })
  assert.deepEqual((await get(`${COMMENTS}?format=dplayer`)).json(), { code: 0, data: [] })
  assert.deepEqual(await parsed((await get(`${COMMENTS}?format=bilibili-xml`)).body), [])
})

function asLine({ atMs: ms, body }: Recorded) {
  return { ms, body }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML 1.0 cannot hold
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu

function asXmlHolds(comment: Recorded): Shown {
  const shown = asShown(comment)
  return { ...shown, text: shown.text.replace(ILLEGAL, '') }
}

async function parsed(xml: string) {
  const comments: Shown[] = []
  const notes = { skip: () => assert.fail('a comment cannot be read'), startedAt: () => {} }
  for await (const lot of bilibiliXml(Readable.from([xml]), notes))
    comments.push(...lot.map(asShown))
  return comments
}

const HTML: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }

function asDplayer(comment: Recorded) {
  const { atMs, text, color, mode } = asShown(comment)
  const escaped = text.replace(/[&<>"']/g, character => `&${HTML[character]};`)
  return [atMs / 1_000, MODES.indexOf(mode), color, 'Ann', escaped]
}

function texts(data: readonly unknown[][]): string[] {
  return data.map(line => String(line[4]))
}
