import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Receiver } from 'ws'
import { Frame } from '../../../edge/frame.ts'
import { closeBytes, messageBytes, pongBytes } from '../../../edge/websocket/message-bytes.ts'

// The lengths where the head of RFC 6455 changes its form.
for (const bytes of [0, 1, 125, 126, 65_535, 65_536, 200_000])
  test(`a text of ${bytes} bytes is read back by a WebSocket parser`, async () => {
    const text = 'x'.repeat(bytes)
    assert.equal(String((await parsed(messageBytes(Buffer.from(text)), 'message'))[0]), text)
  })

test('characters of several bytes are counted as bytes', async () => {
  const text = '弹幕'.repeat(30)
  assert.equal(String((await parsed(new Frame(text).plain, 'message'))[0]), text)
})

test('a close frame says its code and its reason, as much of it as fits', async () => {
  const [code, reason] = await parsed(closeBytes(4001, 'r'.repeat(200)), 'conclude')
  assert.deepEqual([code, String(reason)], [4001, 'r'.repeat(123)])
  assert.equal((await parsed(closeBytes(1005), 'conclude'))[0], 1005)
})

test('a pong carries what the ping did', async () => {
  const [data] = await parsed(pongBytes(Buffer.from('here')), 'pong')
  assert.equal(String(data), 'here')
})

async function parsed(frame: Buffer, event: string): Promise<unknown[]> {
  const receiver = new Receiver({
    ...{ isServer: false, maxPayload: 1_000_000, maxFragments: 0, maxBufferedChunks: 0 },
    extensions: {},
  })
  const told = once(receiver, event)
  receiver.write(frame)
  return told
}
