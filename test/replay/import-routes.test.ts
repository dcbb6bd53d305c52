import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOON, ROOM, streamOf } from '../fixtures/message.ts'
import { KEY, opened, urlsOf } from './told.ts'

const IMPORTS = '/v1/replay/imports'
const DAY_MS = 86_400_000

test('a stream comes in batch by batch, is told of from its end on, and is whole', async t => {
  const { ask, get } = await importing(t)
  const begun = await ask('POST', IMPORTS, { room: ROOM, openedAt: NOON - DAY_MS })
  const { stream } = begun.json()
  assert.deepEqual(begun.json(), { stream, room: ROOM, openedAt: NOON - DAY_MS })
  const one = `${IMPORTS}/${stream}`
  const first = await ask('POST', `${one}/messages`, {
    messages: [comment('a', 5), comment('b', 1)],
  })
  assert.deepEqual(first.json(), { taken: 2, refused: [] })
  assert.equal((await get(`/v1/replay/${stream}`)).statusCode, 404)
  assert.deepEqual((await get(`/v1/rooms/${ROOM}/streams`)).json().streams, [])
  assert.equal((await get(`/v1/replay/${stream}/segments/1/0-10000`)).statusCode, 404)

  await ask('POST', `${one}/messages`, { messages: [comment('c', 12_000)] })
  const ended = await ask('PUT', one, { durationMs: 30_000 })
  const closedAt = NOON - DAY_MS + 30_000
  assert.deepEqual(ended.json(), { ...begun.json(), closedAt })
  const manifest = (await get(`/v1/replay/${stream}`)).json()
  const { live, whole, durationMs, counts } = manifest
  assert.deepEqual([live, whole, durationMs, counts.messages], [false, true, 30_000, 3])
  const { messages } = (await get(urlsOf(manifest)[0] as string)).json()
  const texts = messages.map(({ body }: { body: { text: string } }) => body.text)
  assert.deepEqual(texts, ['b', 'a'])
})

test('a batch that is sent again, in part or whole, is there once', async t => {
  const { ask, begin, get } = await importing(t)
  const { one, stream } = await begin()
  const batch = { messages: [comment('a', 5), comment('b', 5)] }
  for (const messages of [batch.messages, batch.messages, [comment('b', 5), comment('c', 5)]])
    assert.equal((await ask('POST', `${one}/messages`, { messages })).json().taken, 2)
  for (const durationMs of [10, 20])
    assert.equal((await ask('PUT', one, { durationMs })).json().closedAt, NOON + 10)
  const { body } = await get(`/v1/replay/${stream}/comments?format=ndjson`)
  assert.deepEqual(
    body
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).body.text),
    ['a', 'b', 'c'],
  )
})

test('each message has the shape of its kind, and what does not fit is told by its cid', async t => {
  const { ask, begin, get } = await importing(t)
  const { one, stream } = await begin()
  const from = { id: 'u1', role: 'streamer', level: 3 }
  const messages = [
    { ...comment('ok', 1), body: { text: 'a\u0000b', color: 255, more: 1 } },
    { ...comment('gift', 2), kind: 'gift', body: { gift: 'g', count: 2, name: ' 小花花 ' } },
    { ...comment('guest', 3), from },
    comment('bad cid', 4),
    { ...comment('empty', 5), body: { text: ' ' } },
    { ...comment('long', 6), body: { text: 'x'.repeat(101) } },
    { ...comment('who', 7), from: { id: '小明', name: 'x' } },
    { ...comment('kind', 8), kind: 'NO' },
    comment('when', 2_678_400_001),
  ]
  const { taken, refused } = (await ask('POST', `${one}/messages`, { messages })).json()
  assert.deepEqual(
    [taken, refused.map(({ cid, code }: { cid: string; code: number }) => [cid, code])],
    [
      3,
      [
        ...[
          ['bad cid', 107],
          ['empty', 105],
          ['long', 102],
        ],
        ...[
          ['who', 108],
          ['kind', 108],
          ['when', 108],
        ],
      ],
    ],
  )
  await ask('PUT', one, { durationMs: 10 })
  const { body } = await get(`/v1/replay/${stream}/comments?format=ndjson`)
  const told = body
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.deepEqual(
    told.map(({ id, ...rest }) => rest),
    [
      { from: { id: 'ann', name: 'Ann' }, body: { text: 'ab', color: 255 }, at: 1 },
      {
        ...{ kind: 'gift', priority: 'whitelist', from: { id: 'ann', name: 'Ann' } },
        ...{ body: { gift: 'g', count: 2, name: '小花花' }, at: 2 },
      },
      { priority: 'whitelist', from, body: { text: 'guest' }, at: 3 },
    ],
  )
})

test('an import that is dropped, or has ended, takes no more', async t => {
  const { ask, begin } = await importing(t)
  const messages = [comment('a', 1)]
  const dropped = await begin()
  await ask('POST', `${dropped.one}/messages`, { messages })
  assert.equal((await ask('DELETE', dropped.one)).statusCode, 200)
  assert.equal((await ask('DELETE', dropped.one)).statusCode, 200)
  const code = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).json().code
  assert.equal(await code('POST', `${dropped.one}/messages`, { messages }), 602)
  assert.equal(await code('PUT', dropped.one, { durationMs: 1 }), 602)

  const ended = await begin()
  await ask('PUT', ended.one, { durationMs: 1 })
  assert.equal(await code('POST', `${ended.one}/messages`, { messages }), 305)
  assert.equal(await code('DELETE', ended.one), 305)
})

test('an import that has not ended within a day is dropped when the next one begins', async t => {
  const { ask, begin, turn, archive } = await importing(t)
  const left = await begin()
  await ask('POST', `${left.one}/messages`, { messages: [comment('a', 1)] })
  turn(DAY_MS)
  const next = await begin(1)
  assert.equal((await archive.overlay.imports()).length, 2)
  turn(1)
  const last = await begin(2)
  const coming = (await archive.overlay.imports()).map(({ stream }) => stream)
  assert.deepEqual(coming, [next.stream, last.stream])
})

const MESSAGES = { messages: [comment('a', 1)] }
const REFUSED: [method: 'POST' | 'PUT' | 'DELETE', url: string, body: unknown, code: number][] = [
  ['POST', IMPORTS, { room: '-', openedAt: 0 }, 110],
  ['POST', IMPORTS, { room: ROOM }, 101],
  ['POST', IMPORTS, { room: ROOM, openedAt: -1 }, 101],
  ['POST', IMPORTS, { room: ROOM, openedAt: 'x' }, 101],
  ['POST', IMPORTS, { room: ROOM, openedAt: NOON + 2 * DAY_MS }, 108],
  ['POST', `${IMPORTS}/nothing/messages`, MESSAGES, 602],
  ['POST', `${IMPORTS}/${streamOf(9)}/messages`, MESSAGES, 602],
  ['POST', `${IMPORTS}/${streamOf(9)}/messages`, { messages: [] }, 101],
  ['POST', `${IMPORTS}/${streamOf(9)}/messages`, { messages: [{ ...comment('a', -1) }] }, 101],
  ['PUT', `${IMPORTS}/${streamOf(9)}`, { durationMs: 1 }, 602],
  ['PUT', `${IMPORTS}/${streamOf(9)}`, { durationMs: -1 }, 101],
]

test('what makes no sense is refused, and everything without the key', async t => {
  const { ask, app } = await importing(t)
  for (const [method, url, payload, code] of REFUSED) {
    const answer = await ask(method, url, payload)
    assert.deepEqual([method, url, answer.json().code], [method, url, code])
    const headers = { authorization: 'Bearer nobody' }
    const closed = await app.inject({ method, url, headers, payload: payload as object })
    assert.deepEqual([closed.statusCode, closed.json().code], [401, 505])
  }
})

function comment(text: string, at: number) {
  return { cid: text, body: { text }, from: { id: 'ann', name: 'Ann' }, at }
}

async function importing(t: Parameters<typeof opened>[0]) {
  const world = await opened(t)
  const headers = { authorization: `Bearer ${KEY}` }
  const ask = (method: 'POST' | 'PUT' | 'DELETE', url: string, payload?: unknown) =>
    world.app.inject({
      ...{ method, url, headers },
      ...(payload === undefined ? {} : { payload: payload as object }),
    })
  const begin = async (n = 0) => {
    const { stream } = (await ask('POST', IMPORTS, { room: ROOM, openedAt: NOON + n })).json()
    return { stream, one: `${IMPORTS}/${stream}` }
  }
  return { ...world, ask, begin }
}
