import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { WebSocketServer } from 'ws'
import { headBytes, readAnswer, upgradeRequest } from '../../../loadtest/wire/handshake.ts'

async function answerOf(t: TestContext, options: object, ask: { deflate?: boolean } = {}) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, ...options })
  t.after(() => {
    for (const client of sockets.clients) client.terminate()
    server.close()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  t.after(() => void socket.destroy())
  socket.write(
    upgradeRequest({ host: `127.0.0.1:${port}`, path: '/', protocols: ['a', 'b'], ...ask }),
  )
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return readAnswer(bytes.toString('latin1', 0, headBytes(bytes)), '')
}

test('ws lets the crowd in, without compression unless it is offered', async t => {
  assert.deepEqual(await answerOf(t, {}), { deflate: false })
  assert.deepEqual(await answerOf(t, { perMessageDeflate: true }), { deflate: false })
})

test('compression is agreed on when both sides mean it', async t => {
  const both = { perMessageDeflate: true }
  assert.deepEqual(await answerOf(t, both, { deflate: true }), { deflate: true })
  assert.deepEqual(await answerOf(t, {}, { deflate: true }), { deflate: false })
})

test('who is turned away is told with which status', async t => {
  const verifyClient = (_: unknown, done: (ok: boolean, code: number) => void) => done(false, 418)
  assert.deepEqual(await answerOf(t, { verifyClient }), { status: 418, text: '' })
})

test('an answer whose head is not whole yet is waited for; one without an end is not', () => {
  assert.equal(headBytes(Buffer.from('HTTP/1.1 101 Switching')), 0)
  assert.throws(() => headBytes(Buffer.alloc(20_000, 'x')), /without an end/)
})

test('what only looks like an upgrade is none', () => {
  assert.throws(() => readAnswer('SSH-2.0-OpenSSH\r\n\r\n', ''), /not HTTP/)
  assert.throws(() => readAnswer('HTTP/1.1 101 ok\r\n\r\n', ''), /Sec-WebSocket-Accept/)
})
