// Whatever a client sends, and however the network cuts it, is read as ws itself reads it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as ws from 'ws'
import { deflated } from '../../../edge/websocket/deflate.ts'
import { type MessageListener, MessageReader } from '../../../edge/websocket/message-reader.ts'
import { CONTINUATION, PING, PONG, rawFrame, TEXT } from '../../flows/raw.ts'
import { until } from '../../until.ts'

/** ws exports what it sends with; its types do not say so. */
const { Sender } = ws as unknown as {
  Sender: { frame(data: Buffer, how: object): Buffer[] }
}
const COMPRESSED = 0x40
const MOST = 64 * 1_024

test('messages of any length, cut anywhere, are read whole and in order', async () => {
  const message = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.integer({ min: 0, max: 1_000 }).map(length => '弹'.repeat(length)),
  )
  const property = fc.asyncProperty(
    fc.array(message, { minLength: 1, maxLength: 12 }),
    fc.array(fc.integer({ min: 4, max: 400 }), { minLength: 1, maxLength: 40 }),
    async (texts, cuts) => {
      const { reader, told, source } = listening()
      const bytes = Buffer.concat(texts.map(sentByWs))
      for (const piece of pieces(bytes, cuts)) reader.read(piece, source)
      await until(() => told.length === texts.length, { withinMs: 2_000 })
      assert.deepEqual(
        told,
        texts.map(text => `text ${text}`),
      )
    },
  )
  await fc.assert(property, { numRuns: 150 })
})

test('compressed messages are inflated, in one piece or in fragments', async () => {
  const { reader, told, source } = listening({ inflates: true })
  const text = '前方高能'.repeat(50)
  const whole = deflated(Buffer.from(text))
  reader.read(marked(rawFrame(TEXT, whole)), source)
  reader.read(marked(rawFrame(TEXT, whole.subarray(0, 5), { final: false })), source)
  reader.read(rawFrame(CONTINUATION, whole.subarray(5)), source)
  reader.read(rawFrame(TEXT, 'and plain'), source)
  await until(() => told.length === 3)
  assert.deepEqual(told, [`text ${text}`, `text ${text}`, 'text and plain'])
})

test('pings and pongs between the pieces of a message are told at once', async () => {
  const { reader, told, source } = listening()
  reader.read(rawFrame(PING, 'a'), source)
  reader.read(rawFrame(TEXT, 'one ', { final: false }), source)
  reader.read(rawFrame(PING, 'b'), source)
  reader.read(rawFrame(PONG, ''), source)
  reader.read(rawFrame(CONTINUATION, 'message'), source)
  await until(() => told.length === 4)
  assert.deepEqual(told, ['ping a', 'ping b', 'pong', 'text one message'])
})

const BROKEN: [what: string, bytes: Buffer, code: number][] = [
  ['a text that is not UTF-8', rawFrame(TEXT, Buffer.from([0xff, 0xfe])), 1007],
  ['a frame without a mask', Buffer.from([0x81, 1, 0x61]), 1002],
  ['an opcode that nobody knows', rawFrame(0x3, 'x'), 1002],
  ['a continuation of nothing', rawFrame(CONTINUATION, 'x'), 1002],
  ['a compressed frame that was not agreed to', marked(rawFrame(TEXT, 'x')), 1002],
  ['a ping in fragments', rawFrame(PING, 'x', { final: false }), 1002],
  ['a ping too long', Buffer.concat([rawFrame(PING, 'x'.repeat(126))]), 1002],
]
for (const [what, bytes, code] of BROKEN)
  test(`${what} breaks the protocol, and what comes after is let by`, async () => {
    const { reader, told, source } = listening()
    const readOn = [bytes, rawFrame(PING, 'x')].map(piece => reader.read(piece, source))
    assert.deepEqual(readOn, [true, true]) // or the peer’s end would not be seen
    await until(() => told.length > 0)
    assert.match(String(told[0]), new RegExp(`^broken ${code}`))
  })

test('a message that is too long, a bomb, and too many pieces are told by their codes', async () => {
  for (const [bytes, code] of [
    [longFrame(MOST + 1), 1009],
    [marked(rawFrame(TEXT, deflated(Buffer.alloc(10_000_000)))), 1009],
    [marked(rawFrame(TEXT, Buffer.from('not deflated at all'))), 1007],
    [
      Buffer.concat([
        rawFrame(TEXT, 'x', { final: false }),
        ...Array(20).fill(rawFrame(CONTINUATION, 'x', { final: false })),
      ]),
      1008,
    ],
  ] as const) {
    const { reader, told, source } = listening({ inflates: true })
    reader.read(bytes, source)
    await until(() => told.length > 0)
    assert.match(String(told[0]), new RegExp(`^broken ${code}`))
  }
})

test('a close frame is told with its code, and a binary message as such', async () => {
  const { reader, told, source } = listening()
  reader.read(rawFrame(0x2, 'x'), source)
  const code = Buffer.alloc(2)
  code.writeUInt16BE(4321)
  reader.read(rawFrame(0x8, Buffer.concat([code, Buffer.from('bye')])), source)
  await until(() => told.length === 2)
  assert.deepEqual(told, ['binary', 'close 4321 bye'])
})

function listening({ inflates = false } = {}) {
  const told: string[] = []
  const listener: MessageListener = {
    text: data => told.push(`text ${data}`),
    binary: () => told.push('binary'),
    ping: data => told.push(`ping ${data}`),
    pong: () => told.push('pong'),
    close: (code, reason) => told.push(`close ${code} ${reason}`),
    broken: (code, reason) => told.push(`broken ${code} ${reason}`),
  }
  const source = { resume: () => {} }
  return { reader: new MessageReader(listener, inflates), told, source }
}

/** As ws's own client sends it: masked by chance. */
function sentByWs(text: string): Buffer {
  const how = { fin: true, rsv1: false, opcode: TEXT, mask: true, readOnly: false }
  return Buffer.concat(Sender.frame(Buffer.from(text), how))
}

function marked(frame: Buffer): Buffer {
  frame[0] = (frame[0] as number) | COMPRESSED
  return frame
}

/** The 16-bit length of rawFrame ends below 64 KiB. */
function longFrame(length: number): Buffer {
  const head = Buffer.alloc(14)
  head[0] = 0x81
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, Buffer.alloc(length)])
}

function* pieces(bytes: Buffer, cuts: readonly number[]): Generator<Buffer> {
  let at = 0
  for (let n = 0; at < bytes.length; n++) {
    const size = cuts[n % cuts.length] as number
    yield bytes.subarray(at, at + size)
    at += size
  }
}
