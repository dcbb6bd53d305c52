import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { REFUSALS } from '../../../engine/refusal.ts'
import { MOST_FETCHED, parseClientFrame } from '../../../engine/wire/parse-frame.ts'

const CURSOR = 'e1.1.2.3'

/** The frame, or the refusal's reason and the cid it carries. */
function read(value: unknown): unknown {
  const frame = parseClientFrame(typeof value === 'string' ? value : JSON.stringify(value))
  if (!('why' in frame)) return frame
  return frame.cid === undefined ? frame.why : `${frame.why} ${frame.cid}`
}

test('a frame that is right comes back as it was', () => {
  for (const frame of [
    { t: 'send', cid: 'c1', body: { text: 'hello' } },
    { t: 'send', cid: '~'.repeat(32), kind: 'like', body: {} },
    { t: 'ping' },
    { t: 'ping', cursor: CURSOR },
    { t: 'fetch', from: CURSOR },
    { t: 'fetch', before: CURSOR },
    { t: 'fetch', before: CURSOR, limit: MOST_FETCHED },
  ])
    assert.deepEqual(read(frame), frame)
})

test('a frame that is wrong is refused with what is wrong, and with its cid when it has one', () => {
  const readings: [frame: unknown, answer: string][] = [
    ['', 'malformed'],
    ['{"t":"send"', 'malformed'],
    ['nonsense', 'malformed'],
    ['[]', 'malformed'],
    ['null', 'malformed'],
    ['"send"', 'malformed'],
    ['7', 'malformed'],
    [{}, 'unknownFrame'],
    [{ t: 'shout', cid: 'c1' }, 'unknownFrame c1'],
    [{ t: 7 }, 'unknownFrame'],
    [{ t: 'constructor' }, 'unknownFrame'],
    [{ t: ['send'] }, 'unknownFrame'],
    [{ t: 'send', body: {} }, 'badCid'],
    [{ t: 'send', cid: '', body: {} }, 'badCid'],
    [{ t: 'send', cid: 'a b', body: {} }, 'badCid'],
    [{ t: 'send', cid: '弹幕', body: {} }, 'badCid'],
    [{ t: 'send', cid: 'c'.repeat(33), body: {} }, 'badCid'],
    [{ t: 'send', cid: 1, body: {} }, 'badCid'],
    [{ t: 'send', cid: 'c1' }, 'badBody c1'],
    [{ t: 'send', cid: 'c1', body: null }, 'badBody c1'],
    [{ t: 'send', cid: 'c1', body: [] }, 'badBody c1'],
    [{ t: 'send', cid: 'c1', body: 'text' }, 'badBody c1'],
    [{ t: 'send', cid: 'c1', kind: 1, body: {} }, 'badValue c1'],
    [{ t: 'send', cid: 'c1', kind: null, body: {} }, 'badValue c1'],
    [{ t: 'ping', cursor: 'garbage' }, 'badCursor'],
    [{ t: 'ping', cursor: null }, 'badCursor'],
    [{ t: 'fetch' }, 'badRange'],
    [{ t: 'fetch', from: CURSOR, before: CURSOR }, 'badRange'],
    [{ t: 'fetch', from: 'e.1.2' }, 'badCursor'],
    [{ t: 'fetch', before: {} }, 'badCursor'],
    [{ t: 'fetch', before: CURSOR, limit: 0 }, 'badValue'],
    [{ t: 'fetch', before: CURSOR, limit: MOST_FETCHED + 1 }, 'badValue'],
    [{ t: 'fetch', before: CURSOR, limit: 1.5 }, 'badValue'],
    [{ t: 'fetch', before: CURSOR, limit: '5' }, 'badValue'],
    ['{"t":"fetch","before":"e1.1.2.3","limit":1e999}', 'badValue'],
  ]
  for (const [frame, answer] of readings)
    assert.equal(read(frame), answer, `${JSON.stringify(frame)}`)
})

test('a key __proto__ is a field nobody knows', () => {
  const text = '{"__proto__":{"t":"ping","admin":true},"t":"send","cid":"c1","body":{"text":"x"}}'
  assert.deepEqual(read(text), { t: 'send', cid: 'c1', body: { text: 'x' } })
  assert.equal(read('{"__proto__":{"t":"ping"}}'), 'unknownFrame')
  assert.equal(Object.hasOwn(Object.prototype, 'admin'), false)
})

test('nesting to the depth of a whole megabyte is refused like anything else', () => {
  const depth = 500_000
  assert.equal(read('['.repeat(depth) + ']'.repeat(depth)), 'malformed')
})

test('never throws, whatever the text', () => {
  const almost = fc.record(
    {
      t: fc.oneof(fc.constantFrom('send', 'ping', 'fetch', '__proto__'), fc.jsonValue()),
      cid: fc.oneof(fc.string(), fc.jsonValue()),
      kind: fc.jsonValue(),
      body: fc.jsonValue(),
      cursor: fc.jsonValue(),
      from: fc.oneof(fc.constant(CURSOR), fc.jsonValue()),
      before: fc.oneof(fc.constant(CURSOR), fc.jsonValue()),
      limit: fc.oneof(fc.integer(), fc.jsonValue()),
    },
    { requiredKeys: ['t'] },
  )
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), almost.map(JSON.stringify))
  fc.assert(
    fc.property(texts, text => {
      const frame = parseClientFrame(text)
      assert.ok(
        'why' in frame ? frame.why in REFUSALS : ['send', 'ping', 'fetch'].includes(frame.t),
      )
    }),
    { numRuns: 500 },
  )
})
