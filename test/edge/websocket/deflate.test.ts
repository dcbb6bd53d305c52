import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateRawSync } from 'node:zlib'
import { Frame } from '../../../edge/frame.ts'
import { agreement, deflated, inflated } from '../../../edge/websocket/deflate.ts'

const AGREED = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'
const TEXT = JSON.stringify(Array.from({ length: 40 }, (_, n) => ({ id: n, text: '前方高能' })))

const OFFERS: [what: string, offer: string | undefined, answer: string | undefined][] = [
  ['nothing', undefined, undefined],
  ['what Firefox offers', 'permessage-deflate', AGREED],
  ['what Chrome offers', 'permessage-deflate; client_max_window_bits', AGREED],
  [
    'another size of our window, and no size',
    'permessage-deflate; server_max_window_bits=10, permessage-deflate',
    AGREED,
  ],
  ['another size of our window alone', 'permessage-deflate; server_max_window_bits=10', undefined],
  ['another extension', 'x-webkit-deflate-frame', undefined],
  ['what cannot be read', 'permessage-deflate;;=', undefined],
]
for (const [what, offer, answer] of OFFERS)
  test(`offered ${what}`, () => assert.equal(agreement(offer), answer))

test('what is deflated is whole by itself, and comes back', () => {
  const bytes = deflated(Buffer.from(TEXT))
  assert.ok(bytes.length < TEXT.length / 5)
  assert.equal(inflated(bytes, 1e6).toString(), TEXT)
  assert.equal(deflated(Buffer.from(TEXT)).compare(bytes), 0)
})

test('more than it may be is refused before it is inflated', () => {
  const bomb = deflated(Buffer.alloc(50_000_000))
  assert.ok(bomb.length < 65_536)
  assert.throws(() => inflated(bomb, 65_536), { code: 'ERR_BUFFER_TOO_LARGE' })
})

test('a frame for many is compressed once, and marked; a small one, or one for few, never', () => {
  const frame = new Frame(TEXT, { many: true })
  assert.equal(frame.deflated, frame.deflated)
  assert.equal((frame.deflated[0] as number) & 0x40, 0x40)
  const tail = Buffer.from([0, 0, 0xff, 0xff])
  const head = frame.deflated.length > 129 ? 4 : 2
  const options = { finishFlush: 2 }
  const back = inflateRawSync(Buffer.concat([frame.deflated.subarray(head), tail]), options)
  assert.equal(back.toString(), TEXT)
  for (const plain of [new Frame(TEXT), new Frame('{}', { many: true })])
    assert.equal(plain.deflated, plain.plain)
})
