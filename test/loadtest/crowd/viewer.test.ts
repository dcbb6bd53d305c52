// A viewer of the crowd who is sent from one edge to another: first there, then gone from here.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'
import { Audience } from '../../../loadtest/crowd/audience.ts'
import { dialect } from '../../../loadtest/crowd/barrage-dialect.ts'
import type { Viewer } from '../../../loadtest/crowd/viewer.ts'
import { until } from '../../until.ts'

type Guest = { readonly socket: WebSocket; readonly cursor: string | null }

/** An edge that says nothing by itself. */
async function edge(t: TestContext) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const guests: Guest[] = []
  server.on('connection', (socket, { url = '' }) => {
    guests.push({ socket, cursor: new URL(url, 'http://edge').searchParams.get('cursor') })
  })
  await once(server, 'listening')
  t.after(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return { guests, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function welcome({ socket }: Guest, cursor: string): void {
  socket.send(JSON.stringify({ t: 'welcome', cursor, resumed: true, heartbeatMs: 10_000 }))
}

function batch({ socket }: Guest, prev: number, cursor: number): void {
  const messages = Array.from({ length: cursor - prev }, (_, n) => {
    const seq = prev + n + 1
    return { id: `m${seq}`, seq, at: seq, from: { id: 'a' }, body: { text: 't' } }
  })
  const [from, to] = [`e.0.0.${prev}`, `e.0.0.${cursor}`]
  socket.send(JSON.stringify({ t: 'batch', prev: from, cursor: to, withheld: {}, messages }))
}

async function seated(t: TestContext, url: string): Promise<Viewer> {
  const audience = new Audience({
    place: { server: 'http://127.0.0.1:1', room: 'r' },
    ...{ dialect, deflate: false, allowed: { yesReally: false } },
    ...{ firstNumber: 0, random: Math.random },
  })
  t.after(() => audience.close())
  audience.present(0)
  audience.present(1, 0) // made, and not let in
  const [viewer] = audience.viewers
  assert.ok(viewer)
  void viewer.connect({ url, path: '/', ticket: 't', viewer: 'v', stream: 's' })
  return viewer
}

test('who is told to move leaves when it was welcomed at the new edge, and misses nothing', async t => {
  const [old, next] = [await edge(t), await edge(t)]
  const viewer = await seated(t, old.url)
  const here = await until(() => old.guests[0])
  welcome(here, 'e.0.0.0')
  batch(here, 0, 3)
  here.socket.send(JSON.stringify({ t: 'move', url: next.url, ticket: 'u', withinMs: 1_000 }))
  const there = await until(() => next.guests[0])
  assert.equal(there.cursor, 'e.0.0.3')
  batch(here, 3, 5) // it is still told here
  await until(() => viewer.book.delivered.low === 5)
  assert.equal(here.socket.readyState, here.socket.OPEN)
  welcome(there, 'e.0.0.4')
  await once(here.socket, 'close')
  batch(there, 4, 7)
  await until(() => viewer.book.delivered.low === 7)
  assert.deepEqual([viewer.open, viewer.door?.url, viewer.book.doubled], [true, next.url, 0])
})

test('who cannot come in at the new edge stays where it is', async t => {
  const [old, next] = [await edge(t), await edge(t)]
  const viewer = await seated(t, old.url)
  const here = await until(() => old.guests[0])
  welcome(here, 'e.0.0.0')
  here.socket.send(JSON.stringify({ t: 'move', url: next.url, withinMs: 1_000 }))
  const there = await until(() => next.guests[0])
  there.socket.terminate()
  batch(here, 0, 1)
  await until(() => viewer.book.delivered.low === 1)
  assert.deepEqual([viewer.open, viewer.door?.url], [true, old.url])
})
