// The end comes, whoever is just coming in.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { until } from '../until.ts'
import { Live } from './live.ts'

const FIRST_HALF = 'GET /v1/rooms/lobby/ws HTTP/1.1\r\nHost: barrage\r\n'
const SECOND_HALF =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'

test('a WebSocket that is asked for while everything closes is refused, and holds nothing up', async t => {
  const live = await Live.start(t)
  const { port, hostname } = new URL(live.barrage.url)
  const socket = connect(Number(port), hostname)
  t.after(async () => socket.destroy())
  await once(socket, 'connect')
  socket.write(FIRST_HALF)
  let isDown = false
  const stopping = live.barrage.stop().then(() => {
    isDown = true
  })
  await until(() =>
    live.ask('GET', '/health/ready').then(
      () => false,
      () => true,
    ),
  )
  socket.write(SECOND_HALF)
  const [answer] = await once(socket, 'data')
  assert.match(String(answer), /^HTTP\/1.1 503/)
  await until(() => isDown, { what: 'everything down' })
  await stopping
})
