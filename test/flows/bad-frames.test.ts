// Frames that no client of ours would send. Each has a clear answer, the socket goes on
// where it can, and what others say arrives whatever somebody sends.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { until } from '../until.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'
import { CONTINUATION, rawFrame, TEXT, under } from './raw.ts'
import type { Viewer } from './viewer.ts'

const FRAME_BYTES = 4_096
/** Where the edge stops reading and ws closes by itself. */
const PAYLOAD_BYTES = 65_536

const live = await Live.start({ after })
const ann = await live.enter('room', { name: 'Ann' })

let said = 0
/** Ann is heard by everybody who is still here, in order and once. */
async function othersNoticeNothing(...others: Viewer[]): Promise<void> {
  const text = `still here ${++said}`
  const speaker = await live.enter('room')
  assert.equal((await speaker.say({ text })).t, 'ok')
  for (const viewer of [ann, speaker, ...others]) {
    await until(() => viewer.texts.includes(text))
    assert.equal(viewer.texts.filter(heard => heard === text).length, 1)
    assert.deepEqual(viewer.complaints, [])
  }
  await speaker.leave()
}

const nested = (open: string, close: string, depth: number) =>
  open.repeat(depth) + close.repeat(depth)
const send = (rest: string) => `{"t":"send",${rest}}`

const UNREADABLE: [what: string, frame: string | Buffer, code: number, cid?: string][] = [
  ['nothing', '', 101],
  ['half of an object', '{"t":"send"', 101],
  ['two objects', '{"t":"ping"}{"t":"ping"}', 101],
  ['a list', '[{"t":"ping"}]', 101],
  ['null', 'null', 101],
  ['a word', '"ping"', 101],
  ['a number', '1e999', 101],
  ['bytes', Buffer.from('{"t":"ping"}'), 101],
  ['two thousand brackets', nested('[', ']', 2_000), 101],
  ['brackets that never close', '['.repeat(FRAME_BYTES), 101],
  ['no type', '{}', 103],
  ['an unknown type', '{"t":"fly"}', 103],
  ['a type that is a number', '{"t":7}', 103],
  ['a type that every object has', '{"t":"constructor"}', 103],
  ['a type hidden in the prototype', '{"__proto__":{"t":"ping"}}', 103],
  ['a frame of the server', '{"t":"batch","prev":"a.0.0.0","cursor":"a.1.0.0"}', 103],
  ['no cid', send('"body":{"text":"a"}'), 107],
  ['a cid that is a number', send('"cid":1,"body":{"text":"a"}'), 107],
  ['a cid of 33 characters', send(`"cid":"${'x'.repeat(33)}","body":{"text":"a"}`), 107],
  ['a cid with a line feed', send('"cid":"a\\nb","body":{"text":"a"}'), 107],
  ['no body', send('"cid":"c1"'), 104, 'c1'],
  ['a body that is a list', send('"cid":"c2","body":[]'), 104, 'c2'],
  ['a body that is null', send('"cid":"c3","body":null'), 104, 'c3'],
  ['a kind that is a number', send('"cid":"c4","kind":7,"body":{}'), 108, 'c4'],
  ['a cursor that is a number', '{"t":"ping","cursor":3}', 106],
  ['a fetch of nothing', '{"t":"fetch"}', 109],
  ['a fetch of both', '{"t":"fetch","from":"e.0.0.0","before":"e.0.0.0"}', 109],
  ['a garbage before', '{"t":"fetch","before":"yesterday"}', 106],
  ['a before that is an object', '{"t":"fetch","before":{}}', 106],
  ['a before of negative numbers', '{"t":"fetch","before":"e.-1.0.0"}', 106],
  ['a from with 300 digits', `{"t":"fetch","from":"e.${'9'.repeat(300)}.0.0"}`, 106],
  ['a limit of -1', '{"t":"fetch","before":"e.0.0.0","limit":-1}', 108],
  ['a limit of 0', '{"t":"fetch","before":"e.0.0.0","limit":0}', 108],
  ['a limit of a billion', '{"t":"fetch","before":"e.0.0.0","limit":1e9}', 108],
  ['a limit that is NaN, as JSON has it', '{"t":"fetch","before":"e.0.0.0","limit":null}', 108],
  ['a limit beyond all numbers', '{"t":"fetch","before":"e.0.0.0","limit":1e999}', 108],
  ['a limit that is text', '{"t":"fetch","before":"e.0.0.0","limit":"5"}', 108],
]
for (const [what, frame, code, cid] of UNREADABLE) {
  test(`${what}: a no with code ${code}, and the socket goes on`, async () => {
    const bad = await live.enter('room')
    bad.socket.send(frame)
    const no = await bad.frame('no')
    assert.deepEqual([no.code, no.cid], [code, cid])
    bad.write({ t: 'ping' })
    await bad.frame('pong')
    await bad.leave()
  })
}

const UNFIT: [what: string, send: object, code: number][] = [
  ['a text that is a number', { body: { text: 7 } }, 104],
  ['a text that is an object', { body: { text: { text: 'a' } } }, 104],
  ['no text', { body: {} }, 104],
  ['a colour beyond white', { body: { text: 'a', color: 0x1000000 } }, 104],
  ['a colour that is a name', { body: { text: 'a', color: 'red' } }, 104],
  ['half a colour', { body: { text: 'a', color: 1.5 } }, 104],
  ['a mode that every object has', { body: { text: 'a', mode: 'toString' } }, 104],
  ['a size of a screen', { body: { text: 'a', size: 1_000 } }, 104],
  ['101 characters', { body: { text: 'x'.repeat(101) } }, 102],
  ['a gift', { kind: 'gift', body: { gift: 'rocket', count: 1 } }, 303],
  ['a notice', { kind: 'notice', body: { text: 'sale' } }, 303],
  ['a superchat', { kind: 'superchat', body: { text: 'a', price: 5 } }, 303],
  ['that somebody entered', { kind: 'enter', body: {} }, 303],
  ['a kind of its own', { kind: 'quiz', body: { answer: 1 } }, 303],
  ['a kind that is every object’s', { kind: 'constructor', body: {} }, 303],
  ['a kind with a slash', { kind: 'a/b', body: {} }, 108],
  ['a hundred likes at once', { kind: 'like', body: { count: 100 } }, 104],
]
for (const [what, { body, kind, ...rest }, code] of UNFIT as [string, Sent, number][]) {
  test(`a viewer who sends ${what} is told ${code}, and nobody sees it`, async () => {
    const viewer = await live.enter('room')
    const seen = ann.messages.length
    const answer = await viewer.say(body, kind === undefined ? {} : { kind })
    assert.deepEqual([answer.t, answer.t === 'no' && answer.code, rest], ['no', code, {}])
    await othersNoticeNothing(viewer)
    assert.equal(ann.messages.length, seen + 1)
    await viewer.leave()
  })
}
type Sent = { readonly body: unknown; readonly kind?: string }

test('a like is a viewer’s to send', async () => {
  assert.equal((await ann.say({ count: 3 }, { kind: 'like' })).t, 'ok')
  await until(() => ann.messages.some(({ kind, body }) => kind === 'like' && body.count === 3))
})

test('keys that would reach the prototype change nothing and are not passed on', async () => {
  const cid = 'proto'
  const body = '{"text":"plain","__proto__":{"admin":1},"constructor":{"prototype":{"admin":1}}}'
  ann.write(`{"t":"send","cid":"${cid}","__proto__":{"kind":"gift"},"body":${body}}`)
  assert.equal((await ann.answer(cid)).t, 'ok')
  const heard = await until(() => ann.messages.find(message => message.body.text === 'plain'))
  assert.deepEqual(Object.keys(heard.body), ['text'])
  assert.equal(({} as { admin?: number }).admin, undefined)
})

test('a frame of 4 KiB is heard, one byte more is too long, and both have an answer', async () => {
  const viewer = await live.enter('room')
  const padded = (cid: string, bytes: number) => {
    const open = `{"t":"send","cid":"${cid}","body":{"text":"${cid}"},"pad":"`
    return `${open}${'x'.repeat(bytes - open.length - 2)}"}`
  }
  viewer.write(padded('exactly', FRAME_BYTES))
  assert.equal((await viewer.answer('exactly')).t, 'ok')
  viewer.write(padded('more', FRAME_BYTES + 1))
  const { code } = await viewer.frame('no')
  assert.equal(code, 102)
  viewer.write(padded('much-more', PAYLOAD_BYTES))
  await until(() => viewer.frames.filter(({ t }) => t === 'no').length === 2)
  await othersNoticeNothing(viewer)
  await viewer.leave()
})

for (const bytes of [PAYLOAD_BYTES + 1, 1_048_576]) {
  test(`a frame of ${bytes} bytes is not read: the socket is closed with 1009`, async () => {
    const viewer = await live.enter('room')
    viewer.socket.send('x'.repeat(bytes))
    await until(() => viewer.closed)
    assert.equal(viewer.closed?.code, 1009)
    await othersNoticeNothing()
  })
}

test('a frame in a few pieces is one frame', async () => {
  const viewer = await live.enter('room')
  const text = [...send('"cid":"pieces","body":{"text":"in pieces"}')]
  const cut = Array.from({ length: 15 }, (_, n) =>
    text.slice(n * 4, n === 14 ? undefined : n * 4 + 4),
  )
  cut.forEach((piece, n) => {
    const opcode = n === 0 ? TEXT : CONTINUATION
    under(viewer).write(rawFrame(opcode, piece.join(''), { final: n === cut.length - 1 }))
  })
  assert.equal((await viewer.answer('pieces')).t, 'ok')
  await viewer.leave()
})

test('a frame in thousands of pieces is not put together: closed with 1008', async () => {
  const viewer = await live.enter('room')
  const pieces = Array.from({ length: 5_000 }, (_, n) =>
    rawFrame(n === 0 ? TEXT : CONTINUATION, 'x', { final: false }),
  )
  under(viewer).write(Buffer.concat(pieces))
  await until(() => viewer.closed)
  assert.equal(viewer.closed?.code, 1008)
  await othersNoticeNothing()
})

test('text that is not UTF-8 closes the socket with 1007', async () => {
  const viewer = await live.enter('room')
  under(viewer).write(rawFrame(TEXT, Buffer.from([0x22, 0xff, 0xfe, 0x22])))
  await until(() => viewer.closed)
  assert.equal(viewer.closed?.code, 1007)
  await othersNoticeNothing()
})

test('a frame that breaks the protocol closes the socket with 1002, and is counted', async () => {
  const viewer = await live.enter('room')
  under(viewer).write(Buffer.from([0x81, 0x01, 0x78])) // a client must mask
  await until(() => viewer.closed)
  assert.equal(viewer.closed?.code, 1002)
  assert.ok((await metric(live, 'barrage_closed_total{why="protocol"}')) > 0)
  await othersNoticeNothing()
})

test('half a frame and then nothing: the viewer is gone when its time is over', async t => {
  const quick = await Live.start(t, {
    BARRAGE_EDGE_HEARTBEAT_MS: '100',
    BARRAGE_EDGE_SILENT_MS: '300',
    BARRAGE_EDGE_SWEEP_MS: '50',
  })
  const stalled = await quick.enter('room')
  under(stalled).write(rawFrame(TEXT, 'x'.repeat(100)).subarray(0, 50))
  const { code } = await stalled.frame('bye')
  assert.equal(code, 4003)
  await until(async () => (await metric(quick, 'barrage_connections')) === 0)
})
