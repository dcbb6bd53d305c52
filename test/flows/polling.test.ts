// Who cannot have a WebSocket sees and says the same by polls.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, Live, SMALL } from './live.ts'
import { metric } from './metric.ts'
import { httpOf, type Polled, PollingViewer } from './polling-viewer.ts'
import { Viewer } from './viewer.ts'
import type { Witness } from './witness.ts'

const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

for (const [size, env] of [
  ['small', SMALL],
  ['big', BIG],
] as const) {
  test(`who polls in a ${size} room is shown what a WebSocket is shown`, async t => {
    const live = await wideRoom(t, env)
    const [ann, bob] = [await live.enter('lobby'), await pollingIn(live)]
    const ids = await sayAll(live, 'lobby', made(300, { cid: 'm' }), 10)
    await until(() => hasAll(ann, ids) && hasAll(bob, ids))
    assert.deepEqual(idsOf(bob), idsOf(ann))
    assert.deepEqual([ann.complaints, bob.complaints], [[], []])
    assert.ok(bob.batches.length > 0)
  })

  test(`from WebSocket to polls and back again nothing of a ${size} room is lost`, async t => {
    const live = await wideRoom(t, env)
    const answer = await live.join('lobby')
    const first = await Viewer.enter(answer)
    const ids = await sayAll(live, 'lobby', made(50, { cid: 'first' }))
    await until(() => hasAll(first, ids))
    first.socket.terminate()
    ids.push(...(await sayAll(live, 'lobby', made(50, { cid: 'between' }))))

    const second = await PollingViewer.enter(answer, first.cursor)
    assert.equal(second.welcome.resumed, true)
    ids.push(...(await sayAll(live, 'lobby', made(50, { cid: 'second' }))))
    await until(() => second.texts.includes('second 49'))
    second.vanish()
    ids.push(...(await sayAll(live, 'lobby', made(50, { cid: 'again' }))))

    const third = await Viewer.enter(answer, second.cursor)
    ids.push(...(await sayAll(live, 'lobby', made(50, { cid: 'third' }))))
    await until(() => third.texts.includes('third 49'))
    const shown = [first, second, third].flatMap(idsOf)
    assert.deepEqual([...new Set(shown)].toSorted(), ids.toSorted())
    for (const viewer of [first, second, third]) assert.deepEqual(viewer.complaints, [])
  })
}

test('what is sent by POST is heard by everybody, and answered by a frame', async t => {
  const live = await Live.start(t, SMALL)
  const [ann, bob] = [await live.enter('lobby'), await pollingIn(live)]
  const answer = await bob.say({ text: 'by post' })
  assert.equal(answer.t, 'ok')
  await until(() => ann.texts.includes('by post') && bob.texts.includes('by post'))
  assert.equal((await bob.say({ text: '' }, { cid: 'empty' })).t, 'no')
  bob.write({ t: 'ping', cursor: bob.cursor })
  assert.ok((await bob.frame('pong')).nextMs > 0)
})

test('a list of frames is taken in its order', async t => {
  const live = await Live.start(t, SMALL)
  const bob = await pollingIn(live)
  bob.write([
    { t: 'ping', cursor: bob.cursor },
    { t: 'send', cid: 'a', body: { text: 'one' } },
    { t: 'nonsense' },
  ])
  assert.equal((await bob.answer('a')).t, 'ok')
  const { code } = await until(() => bob.frames.find(frame => frame.t === 'no'))
  assert.equal(code, 103)
})

test('an answer that was lost is told again', async t => {
  const live = await Live.start(t, SMALL)
  const poll = poller(await live.join('lobby'))
  const first = await poll({ ticket: poll.ticket })
  await sayAll(live, 'lobby', made(3, { cid: 'm' }))
  const query = { session: first.session, after: String(first.after) }
  const lost = await until(async () => {
    const answer = await poll({ ...query, waitMs: '0' })
    return textsOf(answer).length === 3 && answer
  })
  assert.deepEqual(await poll({ ...query, waitMs: '0' }), lost)
  const next = await poll({ ...query, after: String(lost.after), waitMs: '0' })
  assert.deepEqual(textsOf(next), [])
})

test('who does not poll is skipped, and then told what mattered in one go', async t => {
  const live = await wideRoom(t, { ...SMALL, BARRAGE_EDGE_UNSENT_BYTES: '4096' })
  const [ann, bob] = [await live.enter('lobby'), await pollingIn(live)]
  bob.pause()
  await sayAll(live, 'lobby', made(200, { cid: 'low' }), 10)
  const ids = await sayAll(live, 'lobby', made(100, { cid: 'high', priority: 'high' }), 10)
  await until(() => ann.texts.includes('high 99'))
  const before = bob.pasts.length
  bob.resume()
  await until(() => hasAll(bob, ids), { what: 'bob has what mattered' })
  const past = bob.pasts.slice(before)
  assert.ok(past.length > 0 && past.every(({ messages }) => messages.every(m => m.priority)))
  assert.deepEqual([ann.complaints, bob.complaints], [[], []])
})

test('who stops polling is gone when its time is over, and comes back for its last words', async t => {
  const live = await Live.start(t, {
    BARRAGE_EDGE_HEARTBEAT_MS: '100',
    BARRAGE_EDGE_SILENT_MS: '300',
    BARRAGE_EDGE_SWEEP_MS: '50',
  })
  const poll = poller(await live.join('lobby'))
  const { session, after } = await poll({ ticket: poll.ticket })
  assert.equal(await metric(live, 'barrage_pollers'), 1)
  await until(async () => (await metric(live, 'barrage_closed_total{why="silent"}')) === 1)
  const last = await poll({ session, after: String(after) })
  assert.equal(last.closed?.code, 4003)
  await until(async () => (await metric(live, 'barrage_connections')) === 0)
})

test('who goes on saying what cannot be read is sent away for good, by the poll that waits', async t => {
  const live = await Live.start(t, SMALL)
  const bob = await pollingIn(live)
  bob.write(Array.from({ length: 200 }, () => ({ t: 'nonsense' })))
  await until(() => bob.closed)
  const { code } = await bob.frame('bye')
  assert.ok(code >= 4500 && bob.closed?.code === code, `${code} ${bob.closed?.code}`)
})

test('a second room is entered and left over the same session', async t => {
  const live = await Live.start(t, SMALL)
  const bob = await pollingIn(live)
  const { ticket } = await live.join('music')
  bob.write({ t: 'enter', room: 'music', ticket })
  await until(() => bob.frames.some(frame => frame.t === 'welcome' && frame.room === 'music'))
  await sayAll(live, 'music', made(1, { cid: 'note' }))
  await until(() => bob.texts.includes('note 0'))
  bob.write({ t: 'leave', room: 'music' })
  bob.write({ t: 'leave', room: 'lobby' })
  await until(() => bob.closed)
  assert.equal(bob.closed?.code, 1000)
})

test('a viewer who opens session after session displaces its own', async t => {
  const live = await Live.start(t, SMALL)
  const poll = poller(await live.join('lobby'))
  const first = await poll({ ticket: poll.ticket })
  for (let n = 0; n < 20; n++) await poll({ ticket: poll.ticket })
  assert.equal(await metric(live, 'barrage_pollers'), 4)
  const refused = await poll({ session: first.session, after: String(first.after) })
  assert.equal((refused as unknown as { code: number }).code, 609)
})

test('an edge that ends says so to who polls', async t => {
  const live = await Live.start(t, SMALL)
  const bob = await pollingIn(live)
  await live.barrage.stop()
  await until(() => bob.closed)
  assert.deepEqual([bob.closed?.code, bob.closed?.reason], [4001, 'this edge is going down'])
})

test('pages of other origins may poll and send', async t => {
  const live = await Live.start(t, SMALL)
  const url = `${live.barrage.url}/v1/rooms/lobby/send?session=x`
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { 'access-control-request-method': 'POST', origin: 'http://elsewhere.example' },
  })
  assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)
})

async function wideRoom(t: TestContext, env: Readonly<Record<string, string>>): Promise<Live> {
  const live = await Live.start(t, env)
  await live.operator('PUT', '/admin/v1/rooms/lobby/settings', { tickMs: 50 })
  await live.operator('PUT', '/admin/v1/rooms/lobby/quota', WIDE)
  return live
}

async function pollingIn(live: Live): Promise<PollingViewer> {
  return PollingViewer.enter(await live.join('lobby'))
}

/** One poll at a time, by hand. */
function poller(answer: Awaited<ReturnType<Live['join']>>) {
  const poll = async (query: Readonly<Record<string, string>>): Promise<Polled> => {
    const url = `${httpOf(answer)}/v1/rooms/${answer.room}/poll?${new URLSearchParams(query)}`
    return (await (await fetch(url)).json()) as Polled
  }
  return Object.assign(poll, { ticket: answer.ticket })
}

function textsOf({ frames }: Polled): unknown[] {
  return frames.flatMap(frame =>
    frame.t === 'batch' || frame.t === 'past' ? frame.messages.map(({ body }) => body.text) : [],
  )
}

function idsOf({ messages }: Witness): string[] {
  return messages.map(({ id }) => id)
}

function hasAll(viewer: Witness, ids: readonly string[]): boolean {
  const has = new Set(idsOf(viewer))
  return ids.every(id => has.has(id))
}
