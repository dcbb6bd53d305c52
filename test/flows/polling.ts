// Who cannot have a WebSocket sees and says the same by polls.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import { made, type Saying, sayAll } from './comments.ts'
import { type After, BIG, type Env, type Live, type OpenLive, SMALL } from './live.ts'
import { httpOf, type Polled, PollingViewer, pollByHand, textsOf } from './polling-viewer.ts'
import { roomBeside } from './room-beside.ts'
import { Viewer } from './viewer.ts'
import type { Witness } from './witness.ts'

const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

/** Of one viewer on one edge. */
const MOST_SESSIONS = 4
const LONG = '长'.repeat(80)

export function polling(open: OpenLive): void {
  for (const [size, env] of [
    ['small', SMALL],
    ['big', BIG],
  ] as const) {
    test(`who polls in a ${size} room is shown what a WebSocket is shown`, async t => {
      const live = await wideRoom(t, open, env)
      const [ann, bob] = [await live.enter(live.lobby), await pollingIn(live)]
      const ids = await sayAll(live, live.lobby, made(300, { cid: 'm' }), 10)
      await until(() => hasAll(ann, ids) && hasAll(bob, ids))
      assert.deepEqual(idsOf(bob), idsOf(ann))
      assert.deepEqual([ann.complaints, bob.complaints], [[], []])
      assert.ok(bob.batches.length > 0)
    })

    test(`from WebSocket to polls and back again nothing of a ${size} room is lost`, async t => {
      const live = await wideRoom(t, open, env)
      const answer = await live.join(live.lobby)
      const first = await Viewer.enter(answer)
      const ids = await sayAll(live, live.lobby, made(50, { cid: 'first' }))
      await until(() => hasAll(first, ids))
      first.socket.terminate()
      ids.push(...(await sayAll(live, live.lobby, made(50, { cid: 'between' }))))

      const second = await PollingViewer.enter(answer, first.cursor)
      assert.equal(second.welcome.resumed, true)
      ids.push(...(await sayAll(live, live.lobby, made(50, { cid: 'second' }))))
      await until(() => second.texts.includes('second 49'))
      second.vanish()
      ids.push(...(await sayAll(live, live.lobby, made(50, { cid: 'again' }))))

      const third = await Viewer.enter(answer, second.cursor)
      ids.push(...(await sayAll(live, live.lobby, made(50, { cid: 'third' }))))
      await until(() => third.texts.includes('third 49'))
      const shown = [first, second, third].flatMap(idsOf)
      assert.deepEqual([...new Set(shown)].toSorted(), ids.toSorted())
      for (const viewer of [first, second, third]) assert.deepEqual(viewer.complaints, [])
    })
  }

  test('what is sent by POST is heard by everybody, and answered by a frame', async t => {
    const live = await open(t, SMALL)
    const [ann, bob] = [await live.enter(live.lobby), await pollingIn(live)]
    const answer = await bob.say({ text: 'by post' })
    assert.equal(answer.t, 'ok')
    await until(() => ann.texts.includes('by post') && bob.texts.includes('by post'))
    assert.equal((await bob.say({ text: '' }, { cid: 'empty' })).t, 'no')
    bob.write({ t: 'ping', cursor: bob.cursor })
    assert.ok((await bob.frame('pong')).nextMs > 0)
  })

  test('a list of frames is taken in its order', async t => {
    const live = await open(t, SMALL)
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
    const live = await open(t, SMALL)
    const poll = pollByHand(await live.join(live.lobby))
    const first = await poll({ ticket: poll.ticket })
    await sayAll(live, live.lobby, made(3, { cid: 'm' }))
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
    const live = await wideRoom(t, open, { ...SMALL, BARRAGE_EDGE_UNSENT_BYTES: '4096' })
    const [ann, bob] = [await live.enter(live.lobby), await pollingIn(live)]
    bob.pause()
    await sayAll(live, live.lobby, wordy(made(200, { cid: 'low' })), 10)
    const important = wordy(made(100, { cid: 'high', priority: 'high' }))
    const ids = await sayAll(live, live.lobby, important, 10)
    await until(() => hasAll(ann, ids))
    const before = bob.pasts.length
    bob.resume()
    await until(() => hasAll(bob, ids), { what: 'bob has what mattered' })
    const past = bob.pasts.slice(before)
    assert.ok(past.length > 0 && past.every(({ messages }) => messages.every(m => m.priority)))
    assert.deepEqual([ann.complaints, bob.complaints], [[], []])
  })

  test('who goes on saying what cannot be read is sent away for good, by the poll that waits', async t => {
    const live = await open(t, SMALL)
    const bob = await pollingIn(live)
    bob.write(Array.from({ length: 200 }, () => ({ t: 'nonsense' })))
    await until(() => bob.closed)
    const { code } = await bob.frame('bye')
    assert.ok(code >= 4500 && bob.closed?.code === code, `${code} ${bob.closed?.code}`)
  })

  test('a second room is entered and left over the same session', async t => {
    const live = await open(t, SMALL)
    const answer = await live.join(live.lobby)
    const bob = await PollingViewer.enter(answer)
    const { room: music, ticket } = await roomBeside(live, answer.edges[0])
    bob.write({ t: 'enter', room: music, ticket })
    await until(() => bob.frames.some(frame => frame.t === 'welcome' && frame.room === music))
    await sayAll(live, music, made(1, { cid: 'note' }))
    await until(() => bob.texts.includes('note 0'))
    bob.write({ t: 'leave', room: music })
    bob.write({ t: 'leave', room: live.lobby })
    await until(() => bob.closed)
    assert.equal(bob.closed?.code, 1000)
  })

  test('a viewer who opens session after session displaces its own', async t => {
    const live = await open(t, SMALL)
    const poll = pollByHand(await live.join(live.lobby))
    const sessions: Polled[] = []
    for (let n = 0; n < 21; n++) sessions.push(await poll({ ticket: poll.ticket }))
    const goesOn = ({ session, after }: Polled): Promise<{ session?: string; code?: number }> =>
      poll({ session, after: String(after), waitMs: '0' })
    const [first, ...others] = sessions as [Polled, ...Polled[]]
    assert.equal((await goesOn(first)).code, REFUSALS.notHere.code)
    for (const one of others.slice(-MOST_SESSIONS))
      assert.equal((await goesOn(one)).session, one.session)
  })

  test('pages of other origins may poll and send', async t => {
    const live = await open(t, SMALL)
    const url = `${httpOf(await live.join(live.lobby))}/v1/rooms/${live.lobby}/send?session=x`
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', origin: 'http://elsewhere.example' },
    })
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/)
  })
}

async function wideRoom(t: After, open: OpenLive, env: Env): Promise<Live> {
  const live = await open(t, env)
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: 50 })
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, WIDE)
  return live
}

/** More of them than an edge keeps for who does not poll, whatever it is told to keep. */
function wordy(sayings: readonly Saying[]): Saying[] {
  return sayings.map(saying => ({ ...saying, body: { text: `${saying.body.text} ${LONG}` } }))
}

async function pollingIn(live: Live): Promise<PollingViewer> {
  return PollingViewer.enter(await live.join(live.lobby))
}

function idsOf({ messages }: Witness): string[] {
  return messages.map(({ id }) => id)
}

function hasAll(viewer: Witness, ids: readonly string[]): boolean {
  const has = new Set(idsOf(viewer))
  return ids.every(id => has.has(id))
}
