// More than anybody may send: of frames, of the WebSocket's own pings, of questions whose
// answers are not read. Each ends with its sender, whose answers are bounded; who else is in
// the room goes on as if nothing were.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { beside, latencies, noticedNothing } from './honest.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'
import { PING, PONG, rawFrame, TEXT, under } from './raw.ts'
import type { Viewer } from './viewer.ts'

const FLOOD = 100_000
/** The burst that a viewer is allowed, and the frames it is forgiven: each has an answer. */
const MOST_ANSWERS = 60 + 51 + 10
const NO_HURRY = { BARRAGE_ROOMS_PER_GUEST: '100' }

/** `count` frames in one write, as fast as the kernel takes them. */
function flood(viewer: Viewer, opcode: number, frame: string, count: number): void {
  under(viewer).write(Buffer.alloc(rawFrame(opcode, frame).length * count, rawFrame(opcode, frame)))
}

for (const [what, frame, code] of [
  ['that can be read', '{"t":"ping"}', 4501],
  ['that cannot', '{', 4503],
] as const) {
  test(`${FLOOD} frames ${what} from one socket end with it, and nobody else notices`, async t => {
    const live = await Live.start(t, NO_HURRY)
    const crowd = await live.crowd('room', 20)
    const calm = await latencies('calm', crowd)
    const abuser = await live.enter('room')
    flood(abuser, TEXT, frame, FLOOD)
    const during = await latencies('flood', crowd, () => abuser.closed !== undefined)
    await until(() => abuser.closed)
    assert.equal(abuser.closed?.code, code)
    const answers = abuser.frames.filter(({ t: type }) => type === 'no' || type === 'pong')
    assert.ok(answers.length <= MOST_ANSWERS, `${answers.length} answers`)
    t.diagnostic(beside(calm, during))
    noticedNothing(crowd)
  })
}

for (const [what, opcode] of [
  ['pings', PING],
  ['pongs', PONG],
] as const) {
  test(`a flood of the WebSocket’s own ${what} is bounded and ends like any other`, async t => {
    const live = await Live.start(t)
    const honest = await live.enter('room')
    const abuser = await live.enter('room')
    let pongs = 0
    abuser.socket.on('pong', () => pongs++)
    flood(abuser, opcode, 'x'.repeat(125), 5_000)
    await until(() => abuser.closed)
    assert.equal(abuser.closed?.code, 4501)
    assert.ok(pongs <= MOST_ANSWERS, `${pongs} pongs`)
    assert.equal((await honest.say({ text: 'fine' })).t, 'ok')
  })
}

test('a ping of the WebSocket’s own is answered with what it carried', async t => {
  const live = await Live.start(t)
  const viewer = await live.enter('room')
  let carried = ''
  viewer.socket.on('pong', data => {
    carried = String(data)
  })
  viewer.socket.ping('are you there')
  await until(() => carried === 'are you there')
})

test('who comes too fast is told when to come again, and is not cut off for one burst', async t => {
  const live = await Live.start(t)
  const eager = await live.enter('room')
  for (let n = 0; n < 80; n++) eager.write({ t: 'ping' })
  const { code, retryMs = 0 } = await eager.frame('no')
  assert.ok(code === 201 && retryMs > 0)
  await until(() => eager.frames.filter(({ t: type }) => type !== 'welcome').length >= 80)
  assert.equal(eager.closed, undefined)
})

test('fifty frames that cannot be read are forgiven, the next is the last', async t => {
  const live = await Live.start(t, { BARRAGE_EDGE_FRAMES_PER_SECOND: '1000' })
  const confused = await live.enter('room')
  for (let n = 0; n < 50; n++) confused.write('garbage')
  confused.write({ t: 'ping' })
  await confused.frame('pong')
  confused.write('garbage')
  await until(() => confused.closed)
  assert.equal(confused.closed?.code, 4503)
  assert.equal(await metric(live, 'barrage_closed_total{why="abuse"}'), 1)
})

test('who asks for the past again and again and does not read it is let go of', async t => {
  const live = await Live.start(t, { BARRAGE_EDGE_FRAMES_PER_SECOND: '10000' })
  const honest = await live.enter('room')
  const notices = Array.from({ length: 200 }, (_, n) => ({
    cid: `n${n}`,
    kind: 'notice',
    body: { text: '公'.repeat(500) },
    from: { id: 'app', name: 'App' },
  }))
  await live.application('POST', '/v1/rooms/room/messages', { messages: notices })
  await until(() => honest.messages.length === 200)
  const greedy = await live.enter('room')
  greedy.socket.pause()
  const before = process.memoryUsage().rss
  let asked = 0
  const asking = setInterval(() => {
    for (let n = 0; n < 20 && asked < 2_000; n++, asked++)
      greedy.write({ t: 'fetch', before: greedy.welcome.cursor, limit: 200 })
  }, 5)
  await until(async () => (await metric(live, 'barrage_connections')) === 1, { withinMs: 15_000 })
  clearInterval(asking)
  t.diagnostic(`${asked} asked, ${Math.round((process.memoryUsage().rss - before) / 1e6)} MB more`)
  assert.equal(await metric(live, 'barrage_closed_total{why="tooSlow"}'), 1)
  assert.equal((await honest.say({ text: 'fine' })).t, 'ok')
  greedy.socket.terminate()
})
