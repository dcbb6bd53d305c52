// A viewer of a replay comments at the playhead, and later plays show it there.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { Live } from './live.ts'

type Messages = { readonly data: readonly (readonly unknown[])[] }

test('what is said at the playhead is shown there in later plays, once', async t => {
  const { live, stream, ticket, say, shown } = await ended(t)
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { replayComments: true })
  const first = await say({
    cid: 'c1',
    body: { text: '前方高能', color: 0xff7043 },
    at: 120,
    ticket,
  })
  assert.equal(first.status, 200, JSON.stringify(first.body))
  const again = await say({ cid: 'c1', body: { text: '前方高能' }, at: 120, ticket })
  assert.deepEqual(again.body, first.body)
  await until(async () => (await shown()).some(([at, text]) => at === 0.12 && text === '前方高能'))
  const all = await shown()
  assert.deepEqual(all.map(([, text]) => text).sort(), ['live', '前方高能'])
  const { body } = await live.ask<{ whole: unknown }>('GET', `/v1/replay/${stream}`)
  assert.equal(body.whole, true)
})

test('it climbs the same steps: who is too fast, muted, or says nothing is refused', async t => {
  const { live, ticket, viewer, say } = await ended(t)
  const code = async (over: object) => (await say({ ...COMMENT, ticket, ...over })).body.code
  assert.equal(await code({}), 305, 'off until the room allows it')
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { replayComments: true })
  const readings: [over: object, code: number][] = [
    [{ ticket: undefined }, 501],
    [{ ticket: 'x' }, 502],
    [{ body: { text: ' ' } }, 105],
    [{ kind: 'gift' }, 104],
    [{ cid: 'no spaces' }, 107],
    [{ at: 9e12 }, 109],
    [{ at: -1 }, 101],
  ]
  for (const [over, expected] of readings)
    assert.equal(await code(over), expected, JSON.stringify(over))
  const many = await Promise.all(
    Array.from({ length: 8 }, (_, n) => code({ cid: `m${n}`, body: { text: `nr ${n}` } })),
  )
  assert.ok(many.includes(201) && many.includes(undefined), `${many}`)
  await live.operator('PUT', `/admin/v1/rooms/lobby/muted/${viewer}`, { forMs: 60_000 })
  assert.equal(await code({ cid: 'later' }), 302)
})

test('a stream that is on is spoken in in its room', async t => {
  const live = await Live.start(t)
  const { stream, ticket } = await live.join('lobby')
  await until(async () => (await live.ask('GET', `/v1/replay/${stream}`)).status === 200)
  const path = `/v1/replay/${stream}/comments`
  const { body } = await live.ask<{ code: number }>('POST', path, { ...COMMENT, ticket })
  assert.equal(body.code, 108)
  const unknown = await live.ask<{ code: number }>('POST', '/v1/replay/0000000000000000/comments', {
    ...COMMENT,
  })
  assert.equal(unknown.body.code, 602)
})

/** As long as the playheads here. */
const LASTS_MS = 300
const COMMENT = { cid: 'c', body: { text: 'hello' }, at: 1 }

/** A stream in which something was said, after its end; and somebody with a ticket of its room. */
async function ended(t: TestContext) {
  const live = await Live.start(t)
  const { stream, ticket, viewer, openedAt } = await live.join('lobby')
  await live.application('POST', '/v1/rooms/lobby/messages', {
    messages: [{ cid: 'l', body: { text: 'live' }, from: { id: 'app', name: 'App' } }],
  })
  await until(() => Date.now() > openedAt + LASTS_MS)
  await live.application('DELETE', '/v1/rooms/lobby/stream')
  const path = `/v1/replay/${stream}`
  await until(async () => (await live.ask<{ whole: unknown }>('GET', path)).body.whole === true)
  const say = (body: object) =>
    live.ask<{ code?: number; id?: string; cid?: string }>('POST', `${path}/comments`, body)
  const shown = async () => {
    const { body } = await live.ask<Messages>('GET', `${path}/comments?format=dplayer`)
    return body.data.map(([at, , , , text]) => [at, text])
  }
  return { live, stream, ticket, viewer: viewer.id, say, shown }
}
