// The crowd's hand-made WebSocket against the ws package's: what one writes the other reads,
// whatever it is and however the network cuts it.

import assert from 'node:assert/strict'
import { type Duplex, PassThrough, type Writable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import * as ws from 'ws'
import { clientFrame, OPCODES } from '../../../loadtest/wire/client-frame.ts'
import { Fragments } from '../../../loadtest/wire/fragments.ts'
import { FrameCutter } from '../../../loadtest/wire/frame-cutter.ts'
import { inflated } from '../../../loadtest/wire/inflate.ts'
import {
  Breach,
  isCompressed,
  isFinal,
  opcodeOf,
  payloadAt,
  wholeFrame,
} from '../../../loadtest/wire/server-frame.ts'

type SendOptions = { fin?: boolean; binary?: boolean; compress?: boolean; mask?: boolean }
type Extension = { accept(offers: object[]): object }
/** ws exports its parts; its types do not say so. */
const { Receiver, Sender, PerMessageDeflate } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => Writable
  Sender: new (
    socket: Duplex,
    extensions?: Record<string, Extension>,
  ) => {
    send(data: Buffer, options: SendOptions, done?: () => void): void
    ping(data: Buffer, mask: boolean): void
  }
  PerMessageDeflate: { new (options: object): Extension; readonly extensionName: string }
}

const NO_MASK = new Uint8Array(4)
/** Each length form of a header, and what lies around their borders. */
const size = fc.oneof(fc.nat(300), fc.constantFrom(125, 126, 127, 65_535, 65_536, 70_000))

function bytesOf(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, n) => (n * 7 + size) % 256))
}

test('what the crowd says ws understands, under any mask', async () => {
  const mask = fc.uint8Array({ minLength: 4, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(size, mask, async (size, mask) => {
      const bytes = bytesOf(size)
      const receiver = new Receiver({ isServer: true })
      const heard = new Promise<Buffer>(resolve => receiver.once('message', resolve))
      receiver.write(clientFrame(OPCODES.binary, bytes, mask))
      assert.ok(bytes.equals(await heard))
    }),
  )
})

test('what ws says the crowd understands, however the network cuts it', async () => {
  const kind = fc.constantFrom('message' as const, 'ping' as const, 'pieces' as const)
  const said = fc.array(fc.record({ kind, size }), { minLength: 1, maxLength: 6 })
  const cuts = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(said, cuts, async (all, cuts) => {
      const wire = await written(all)
      assert.deepEqual(
        heard(wire, cuts),
        all.map(({ kind, size }) =>
          kind === 'ping' ? 'ping 6869' : `message ${bytesOf(size).toString('hex')}`,
        ),
      )
    }),
  )
})

test('what ws compresses without context the crowd inflates, each message alone', async () => {
  const extension = new PerMessageDeflate({ isServer: true, threshold: 0 })
  extension.accept([{ server_no_context_takeover: [true], client_no_context_takeover: [true] }])
  const socket = new PassThrough()
  const sender = new Sender(socket, { [PerMessageDeflate.extensionName]: extension })
  const texts = ['弹幕弹幕弹幕'.repeat(50), '{"t":"batch"}', '弹幕弹幕弹幕'.repeat(50)]
  for (const text of texts)
    await new Promise<void>(resolve =>
      sender.send(Buffer.from(text), { fin: true, compress: true, mask: false }, resolve),
    )
  const frames = cut(socket.read(), [1_000])
  assert.ok(frames.every(frame => isCompressed(frame, 0)))
  assert.deepEqual(
    frames.map(frame => inflated(frame.subarray(payloadAt(frame, 0))).toString()),
    texts,
  )
})

test('a frame put together again is the frame that ws would have sent', () => {
  for (const size of [0, 125, 126, 65_535, 65_536]) {
    const bytes = Buffer.alloc(size, 'x')
    const frame = wholeFrame(OPCODES.text, bytes)
    assert.ok(frame.subarray(payloadAt(frame, 0)).equals(bytes))
    assert.deepEqual(cut(frame, [3, 7]).length, 1)
  }
})

const BREACHES: [what: string, frame: Buffer][] = [
  ['a masked frame', clientFrame(OPCODES.text, 'x', NO_MASK)],
  ['a reserved bit', Buffer.from([0xa1, 0])],
  ['a kind that is not known', Buffer.from([0x83, 0])],
  ['a ping in pieces', Buffer.from([0x09, 0])],
  ['a ping that is too long', wholeFrame(OPCODES.ping, Buffer.alloc(126))],
  ['a frame of a petabyte', Buffer.from([0x82, 127, 0, 4, 0, 0, 0, 0, 0, 0])],
]
for (const [what, frame] of BREACHES)
  test(`${what} is a breach`, () => {
    assert.throws(() => heard(frame, [100]), Breach)
  })

test('a continuation of nothing and a message within a message are breaches', () => {
  const text = Buffer.from([0x01, 1, 0x78])
  assert.throws(() => new Fragments(Buffer.from([0x00, 0]), 0, 2), Breach)
  assert.throws(() => new Fragments(text, 0, 3).next(text, 0, 3), Breach)
})

type Said = { readonly kind: 'message' | 'ping' | 'pieces'; readonly size: number }

/** The bytes that ws writes for these. */
async function written(all: readonly Said[]): Promise<Buffer> {
  const socket = new PassThrough()
  const sender = new Sender(socket)
  const options = { binary: true, compress: false, mask: false }
  for (const { kind, size } of all) {
    const bytes = bytesOf(size)
    if (kind === 'ping') sender.ping(Buffer.from('hi'), false)
    if (kind === 'message') sender.send(bytes, { ...options, fin: true })
    if (kind !== 'pieces') continue
    sender.send(bytes.subarray(0, size >> 1), { ...options, fin: false })
    sender.send(bytes.subarray(size >> 1), { ...options, fin: true })
  }
  socket.end()
  return Buffer.concat(await socket.toArray())
}

/** The frames of these bytes, handed over in pieces of these sizes, again and again. */
function cut(wire: Buffer, sizes: readonly number[]): Buffer[] {
  const frames: Buffer[] = []
  const sink = {
    frame: (bytes: Buffer, from: number, to: number) =>
      void frames.push(Buffer.from(bytes.subarray(from, to))),
  }
  const cutter = new FrameCutter()
  for (let at = 0, n = 0; at < wire.length; n++) {
    const piece = wire.subarray(at, at + (sizes[n % sizes.length] as number))
    const shared = Buffer.from(piece) // as a socket's buffer, which is used again at once
    cutter.feed(shared, shared.length, sink)
    shared.fill(0)
    at += piece.length
  }
  return frames
}

function heard(wire: Buffer, sizes: readonly number[]): string[] {
  const told: string[] = []
  let fragments: Fragments | undefined
  for (const frame of cut(wire, sizes)) {
    const payload = frame.subarray(payloadAt(frame, 0))
    if (opcodeOf(frame, 0) === OPCODES.ping) told.push(`ping ${payload.toString('hex')}`)
    else if (fragments) {
      const whole = fragments.next(frame, 0, frame.length)
      if (whole) told.push(`message ${whole.subarray(payloadAt(whole, 0)).toString('hex')}`)
      if (whole) fragments = undefined
    } else if (isFinal(frame, 0)) told.push(`message ${payload.toString('hex')}`)
    else fragments = new Fragments(frame, 0, frame.length)
  }
  return told
}
