// The noes of the door, as polls are told them.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Admitted, Knock } from '../../../edge/door.ts'
import { takePolls } from '../../../edge/polling/routes.ts'
import type { Transport, TransportListener } from '../../../edge/transport.ts'
import type { Refused } from '../../../engine/refusal.ts'
import { makeLog } from '../../../http/log.ts'
import { makeServer } from '../../../http/server.ts'

const BOB = { held: { room: { id: 'lobby' } }, viewer: { id: 'bob' } } as unknown as Admitted
const MOVED: Refused = { why: 'moved', edge: 'ws://other:1' }

type Asked = { method?: 'GET' | 'POST'; url: string; body?: object }

/** [what is asked, what the door says, the question] → status and code */
const READINGS: [string, Admitted | Refused, Asked, number, number | undefined][] = [
  ['without a ticket', { why: 'noTicket' }, { url: 'poll' }, 401, 501],
  ['with an expired ticket', { why: 'ticketExpired' }, { url: 'poll?ticket=t' }, 401, 503],
  ['a room that sits elsewhere', MOVED, { url: 'poll?ticket=t' }, 421, 612],
  ['with a ticket that is good', BOB, { url: 'poll?ticket=t&waitMs=0' }, 200, undefined],
  ['a session that nobody has', BOB, { url: 'poll?session=s' }, 404, 609],
  ['a number that is none', BOB, { url: 'poll?ticket=t&after=-1' }, 400, 101],
  ['to send without a session', BOB, { method: 'POST', url: 'send', body: {} }, 401, 501],
  [
    'to send in one that nobody has',
    BOB,
    { method: 'POST', url: 'send?session=s', body: [] },
    404,
    609,
  ],
]

for (const [what, said, asked, status, code] of READINGS)
  test(`${what}: ${status}`, async t => {
    const { ask } = serving(t, said)
    const answer = await ask(asked)
    assert.deepEqual([answer.status, answer.body.code], [status, code])
  })

test('who is sent elsewhere is told where', async t => {
  const { ask } = serving(t, MOVED)
  assert.equal((await ask({ url: 'poll?ticket=t' })).body.edge, 'ws://other:1')
})

test('a session is of the room that it came for', async t => {
  const { ask } = serving(t, BOB)
  const { session } = (await ask({ url: 'poll?ticket=t&waitMs=0' })).body
  const elsewhere = await ask({ room: 'other', url: `poll?session=${session}` })
  assert.equal(elsewhere.status, 404)
  const made = await ask({ url: `poll?session=${session}&after=7` })
  assert.deepEqual([made.status, made.body.code], [400, 108])
})

test('polls that come too fast are told to slow down', async t => {
  const { ask, listener } = serving(t, BOB)
  const { session } = (await ask({ url: 'poll?ticket=t&waitMs=0' })).body
  listener.heardControl = () => false
  const answer = await ask({ url: `poll?session=${session}&cursor=e.0.0.1` })
  assert.deepEqual([answer.status, answer.body.code, answer.body.retryMs], [429, 201, 1_000])
})

test('what a client read and said reaches who listens, frame by frame', async t => {
  const { ask, heard, listener } = serving(t, BOB)
  const cursors: unknown[] = []
  listener.heardControl = cursor => cursors.push(cursor) > 0
  const { session } = (await ask({ url: 'poll?ticket=t&waitMs=0' })).body
  await ask({ url: `poll?session=${session}&cursor=e.0.0.1&waitMs=0` })
  assert.equal((await ask({ method: 'POST', url: `send?session=${session}` })).status, 202)
  assert.deepEqual(heard.splice(0), ['null'])
  const body = [{ t: 'ping' }, 'no frame', null]
  const sent = await ask({ method: 'POST', url: `send?session=${session}`, body })
  assert.deepEqual([sent.status, cursors], [202, ['e.0.0.1']])
  assert.deepEqual(heard, ['{"t":"ping"}', '"no frame"', 'null'])
})

test('a client that is sent away in the middle of what it says is not heard any more', async t => {
  const { ask, heard, listener, transports } = serving(t, BOB)
  const { session } = (await ask({ url: 'poll?ticket=t&waitMs=0' })).body
  listener.heard = data => {
    heard.push(String(data))
    transports[0]?.end(4503, '')
  }
  const sent = await ask({ method: 'POST', url: `send?session=${session}`, body: [1, 2, 3] })
  assert.deepEqual([heard, sent.body.taken], [['1'], 1])
  assert.equal(
    (await ask({ method: 'POST', url: `send?session=${session}`, body: [4] })).status,
    404,
  )
})

test('who says goodbye is gone at once, with what it said last heard', async t => {
  const { ask, heard, transports, ends } = serving(t, BOB)
  const { session } = (await ask({ url: 'poll?ticket=t&waitMs=0' })).body
  await ask({ method: 'POST', url: `send?session=${session}&close=true`, body: ['last'] })
  assert.deepEqual([heard, ends(), transports[0]?.isOpen], [['"last"'], 1, false])
})

/** A server whose door says this to everybody. */
function serving(t: TestContext, said: Admitted | Refused) {
  const app = makeServer({ log: makeLog('silent') })
  t.after(() => app.close())
  const heard: string[] = []
  const transports: Transport[] = []
  let ends = 0
  const listener: TransportListener = {
    heard: data => void heard.push(String(data)),
    heardBinary: () => {},
    heardControl: () => true,
    broke: () => {},
    closed: () => void ends++,
  }
  const edge = {
    admit: async (_: Knock) => said,
    enter: (_: Admitted, transport: Transport) => {
      transports.push(transport)
      return listener
    },
  }
  takePolls(app, edge, 1_000)
  const ask = async ({ room = 'lobby', method = 'GET', url, body }: Asked & { room?: string }) => {
    const payload = body === undefined ? {} : { payload: body }
    const answer = await app.inject({ method, url: `/v1/rooms/${room}/${url}`, ...payload })
    return { status: answer.statusCode, body: answer.json() }
  }
  return { ask, heard, listener, transports, ends: () => ends }
}
