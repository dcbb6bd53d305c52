import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { test } from 'node:test'
import * as ws from 'ws'
import { textFrame } from '../../edge/raw-frame.ts'

/** ws exports its parser; its types do not say so. */
const { Receiver } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => Writable
}

// The lengths where the header of RFC 6455 changes its form.
for (const bytes of [0, 1, 125, 126, 65_535, 65_536, 200_000])
  test(`a text of ${bytes} bytes is read back by a WebSocket parser`, async () => {
    const text = 'x'.repeat(bytes)
    assert.equal(await parsed(textFrame(text)), text)
  })

test('characters of several bytes are counted as bytes', async () => {
  const text = '弹幕'.repeat(30)
  assert.equal(await parsed(textFrame(text)), text)
})

async function parsed(frame: Buffer): Promise<string> {
  const receiver = new Receiver({ isServer: false })
  const message = once(receiver, 'message')
  receiver.write(frame)
  const [data] = await message
  return String(data)
}
