// Three hundred sockets send whatever comes to mind, for seconds, while twenty people talk:
// the process lives, and the twenty miss nothing. What comes to mind is drawn by a seeded
// generator: a run that fails can be run again.

import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { randomFrom } from '../../loadtest/seeded-random.ts'
import { until } from '../until.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'
import { rawFrame, under } from './raw.ts'
import { Viewer } from './viewer.ts'

const SEED = 20_261
const STORM = 300
const HONEST = 20
const LINES = 4
/** It lasts until this much was sent, however slow the machine. */
const GARBAGE = 3_000
/** Between two things that a garbage sender sends. */
const EVERY_MS = 40

type Draw = (below: number) => number
type Sending = (viewer: Viewer, draw: Draw) => void

const bytes = (draw: Draw, most: number) =>
  Buffer.from(Array.from({ length: draw(most) }, () => draw(256)))
const PIECES = ['{', '}', '[', ']', '"', ':', ',', '\\u0000', '\\ud800', '-1e999', 'null', '"t"']
const WORDS = ['"send"', '"ping"', '"fetch"', '"cid"', '"body"', '"__proto__"', '"text"', '字', ' ']
const soup = (draw: Draw) =>
  Array.from({ length: draw(60) }, () => [...PIECES, ...WORDS][draw(PIECES.length + WORDS.length)])
const VALUES: ((draw: Draw) => unknown)[] = [
  draw => draw(1e9) - 5e8,
  () => null,
  () => [],
  () => ({}),
  draw => bytes(draw, 40).toString('latin1'),
  draw => `${draw(9)}.${draw(9)}.${draw(9)}.${draw(9)}`,
  () => true,
]
const value = (draw: Draw) => VALUES[draw(VALUES.length)]?.(draw)

/** What has an answer, and the connection goes on. */
const GENTLE: Sending[] = [
  ({ socket }, draw) => socket.send(soup(draw).join('')),
  ({ socket }, draw) => socket.send(bytes(draw, 300)),
  ({ socket }, draw) => socket.send('x'.repeat(draw(10_000))),
  ({ socket }, draw) => socket.ping(bytes(draw, 125)),
  (viewer, draw) => viewer.write({ t: 'fetch', from: value(draw), before: value(draw) }),
  (viewer, draw) => viewer.write({ t: 'fetch', before: viewer.cursor, limit: draw(400) - 100 }),
  (viewer, draw) => viewer.write({ t: 'ping', cursor: value(draw) }),
  (viewer, draw) =>
    viewer.write({ t: 'send', cid: value(draw), kind: value(draw), body: value(draw) }),
  (viewer, draw) =>
    viewer.write({ t: 'send', cid: `c${draw(50)}`, kind: 'like', body: { count: value(draw) } }),
  (viewer, draw) => {
    const { t, ...rest } = { t: value(draw), cid: 'c', body: { text: value(draw) } }
    viewer.write({ t: draw(2) ? 'send' : t, ...rest })
  },
]
/** What ends it. */
const ROUGH: Sending[] = [
  ({ socket }, draw) => socket.send('x'.repeat(65_537 + draw(70_000))),
  (viewer, draw) =>
    under(viewer).write(rawFrame(draw(16), bytes(draw, 60), { final: draw(2) === 0 })),
  (viewer, draw) => under(viewer).write(bytes(draw, 20)),
  ({ socket }) => socket.terminate(),
]

/** One socket's garbage until told to stop; where it is thrown out it comes in again. */
async function rage(live: Live, draw: Draw, storm: { sent: number; on: boolean }): Promise<void> {
  let viewer: Viewer | undefined
  while (storm.on) {
    if (viewer?.socket.readyState !== WebSocket.OPEN) {
      viewer = await comeIn(live)
      continue
    }
    const sendings = draw(20) === 0 ? ROUGH : GENTLE
    sendings[draw(sendings.length)]?.(viewer, draw)
    storm.sent++
    await pause(EVERY_MS * (0.5 + draw(100) / 100))
  }
  viewer?.socket.terminate()
}

/** Lets go of nobody on the way: who is not welcomed for long is still there to be ended. */
async function comeIn(live: Live): Promise<Viewer> {
  const { edges, ticket } = await live.join('room')
  const url = `${edges[0]}/v1/rooms/room/ws`
  const viewer = new Viewer(url, ['barrage.v1', `ticket.${ticket}`])
  await until(() => viewer.closed || viewer.welcome, { withinMs: 30_000 })
  return viewer
}

/** Says its lines one after the other, each until it is taken. */
async function talk(viewer: Viewer, name: number, draw: Draw): Promise<string[]> {
  const lines = Array.from({ length: LINES }, (_, n) => `honest ${name} line ${n}`)
  for (const text of lines) {
    const answer = await viewer.say({ text })
    assert.equal(answer.t, 'ok', JSON.stringify(answer))
    await pause(300 + draw(600))
  }
  return lines
}

test(`${STORM} sockets of garbage: the process lives, ${HONEST} who talk miss nothing`, async t => {
  const live = await Live.start(t)
  const honest = await live.crowd('room', HONEST)
  const stalls = monitorEventLoopDelay({ resolution: 10 })
  stalls.enable()
  const beats = setInterval(() => {
    for (const viewer of honest) viewer.write({ t: 'ping', cursor: viewer.cursor })
  }, 1_000)
  t.after(() => clearInterval(beats))
  const storm = { sent: 0, on: true }
  const raging = Array.from({ length: STORM }, (_, n) => {
    const random = randomFrom(SEED + n)
    return rage(live, below => Math.floor(random() * below), storm)
  })
  const random = randomFrom(SEED - 1)
  const said = await Promise.all(
    honest.map((viewer, n) => talk(viewer, n, below => Math.floor(random() * below))),
  )
  await until(() => storm.sent >= GARBAGE, { withinMs: 30_000 })
  storm.on = false
  await Promise.all(raging)
  const lines = said.flat()
  for (const viewer of honest)
    await until(() => lines.every(line => viewer.texts.includes(line)), { what: 'every line' })
  for (const { texts, complaints, closed } of honest) {
    const heard = texts.filter(text => text.startsWith('honest'))
    assert.deepEqual([heard.length, complaints, closed], [lines.length, [], undefined])
  }
  await until(async () => (await metric(live, 'barrage_connections')) === HONEST)
  const stallMs = Math.round(stalls.max / 1e6)
  t.diagnostic(
    `${storm.sent} pieces of garbage (seed ${SEED}); worst stall ${stallMs} ms, crowd included`,
  )
  assert.equal((await live.ask('GET', '/health/ready')).status, 200)
})
