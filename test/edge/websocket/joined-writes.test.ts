// Writes are counted where Node hands them to the kernel, on a real socket.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Frame } from '../../../edge/frame.ts'
import { JoinedWrites } from '../../../edge/websocket/joined-writes.ts'
import { Closings, WebSocketTransport } from '../../../edge/websocket/websocket-transport.ts'
import { until } from '../../until.ts'

const FRAMES = ['one', 'two', 'three'].map(room => new Frame(JSON.stringify({ room })))
const BYTES = Buffer.concat(FRAMES.map(({ plain }) => plain))

test('small frames of several rooms leave in one write, in order', async t => {
  const { transport, writes, received } = await connected(t)
  for (const frame of FRAMES) transport.write(frame, true)
  await until(() => received().length === BYTES.length)
  assert.deepEqual([received(), writes()], [BYTES, 1])
})

test('what need not wait is written at once, each by itself', async t => {
  const { transport, writes, received } = await connected(t)
  for (const frame of FRAMES) transport.write(frame)
  assert.equal(writes(), 3)
  await until(() => received().length === BYTES.length)
})

test('a frame that is no small one does not wait, unless others do', async t => {
  const { transport, writes, received } = await connected(t)
  const large = new Frame('x'.repeat(2_000))
  transport.write(large, true)
  assert.equal(writes(), 1)
  transport.write(FRAMES[0] as Frame, true)
  transport.write(large, true)
  const all = Buffer.concat([large.plain, (FRAMES[0] as Frame).plain, large.plain])
  await until(() => received().length === all.length)
  assert.deepEqual([received(), writes()], [all, 2])
})

test('who is told goodbye is given before what was held back', async t => {
  const { transport, received } = await connected(t)
  transport.write(FRAMES[0] as Frame, true)
  transport.end(4_001, 'bye')
  await until(() => received().includes('bye'))
  assert.ok(received().indexOf('one') < received().indexOf('bye'))
})

async function connected(t: TestContext) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createConnection((server.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [Socket]
  t.after(() => {
    client.destroy()
    socket.destroy()
    server.close()
  })
  const chunks: Buffer[] = []
  client.on('data', chunk => chunks.push(chunk))
  const shared = { closings: new Closings(), joined: new JoinedWrites() }
  const writes = counted(socket)
  const transport = new WebSocketTransport(socket, false, shared)
  return { transport, writes, received: () => Buffer.concat(chunks) }
}

/** How often something was handed to the kernel. */
function counted(socket: Socket): () => number {
  let writes = 0
  for (const name of ['_write', '_writev'] as const) {
    const write = (socket as unknown as Record<string, (...given: unknown[]) => void>)[name]
    Object.assign(socket, {
      [name](...given: unknown[]) {
        writes++
        write?.apply(socket, given)
      },
    })
  }
  return () => writes
}
