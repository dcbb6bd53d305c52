// How it ends: in order at the first signal, at once at the second, and after a kill -9 it
// starts again on the same folder. Viewers are told to come back.

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { until } from '../until.ts'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const END_MS = 10_000

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal}: viewers are told to come back, and it ends with 0`, async t => {
    const program = await Program.all(t, scratchFolder(t))
    const viewers = await Promise.all([1, 2, 3].map(() => program.enter('room')))
    assert.equal((await viewers[0]?.say({ text: 'the last word' }))?.t, 'ok')
    program.kill(signal)
    await program.end(END_MS)
    assert.deepEqual([program.code, program.signal], [0, null])
    assert.doesNotMatch(program.err, CLUMSY)
    for (const viewer of viewers) {
      await until(() => viewer.closed)
      const bye = await viewer.frame('bye')
      assert.deepEqual([bye.code, viewer.closed?.code], [4001, 4001])
    }
  })
}

test('who holds the door open cannot keep it from ending in order', async t => {
  const program = await Program.all(t, scratchFolder(t))
  const port = Number(new URL(program.url).port)
  const { ticket } = await program.join('room')
  const upgrade = `GET /v1/rooms/room/ws?ticket=${ticket} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`
  for (const bytes of [
    '',
    'GET / HTT',
    'POST /v1/rooms/room/join HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"na',
    'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n',
    upgrade.replace(ticket, 'none'),
    upgrade, // and never answers the goodbye
  ]) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {}) // cut off in the end
    await new Promise<void>(resolve => socket.write(bytes || '\r\n', () => resolve()))
    t.after(() => socket.destroy())
  }
  await until(async () => {
    const metrics = await (await fetch(`${program.url}/metrics`)).text()
    return /^barrage_connections 1$/m.test(metrics)
  })
  program.kill('SIGTERM')
  await program.end(END_MS)
  assert.deepEqual([program.code, program.signal], [0, null], program.err)
  assert.doesNotMatch(program.err, CLUMSY)
})

test('a second signal ends it at once', async t => {
  const program = await Program.all(t, scratchFolder(t))
  const deaf = await program.enter('room')
  deaf.socket.pause() // does not answer the goodbye
  program.kill('SIGTERM')
  await until(
    async () => (await fetch(`${program.url}/health/ready`).catch(() => undefined))?.status !== 200,
  )
  const asked = performance.now()
  program.kill('SIGTERM')
  await program.end(END_MS)
  assert.equal(program.code, 1)
  assert.ok(performance.now() - asked < 1_000)
  deaf.socket.terminate()
})

test('after kill -9 it starts again on the same folder, with the same keys', async t => {
  const folder = scratchFolder(t)
  const killed = await Program.all(t, folder)
  const before = await killed.join('room')
  killed.kill('SIGKILL')
  await killed.end()
  const again = await Program.all(t, folder)
  const response = await fetch(`${again.url}/v1/rooms/room/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket: before.ticket }),
  })
  const after = (await response.json()) as typeof before
  assert.deepEqual(after.viewer, before.viewer)
  again.kill('SIGTERM')
  await again.end(END_MS)
  assert.deepEqual([again.code, again.err], [0, ''])
})

test('a fault nobody handled is told in the log, and it ends in order with 1', async t => {
  const fault = "process.on('SIGWINCH', () => { throw new Error('out of the blue') })"
  const program = await Program.all(t, scratchFolder(t), {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}`,
  })
  const viewer = await program.enter('room')
  program.kill('SIGWINCH')
  await program.end(END_MS)
  assert.equal(program.code, 1)
  assert.match(program.out, /"level":60.*out of the blue/)
  await until(() => viewer.closed?.code === 4001)
})
