import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MemoryBucketStore } from '../../../engine/adapters/memory/bucket-store.ts'
import { type Cursor, START } from '../../../engine/cursor.ts'
import { NO_RELIEF, type Relief } from '../../../engine/downlink/ladder.ts'
import { limitsFor } from '../../../engine/downlink/limits.ts'
import { type Picked, pick } from '../../../engine/downlink/pick.ts'
import { byPriority, PRIORITIES, type Priority } from '../../../engine/message.ts'
import type { Reading, Slice } from '../../../engine/ports/bucket-store.ts'
import { encodeMessage } from '../../../engine/wire/message.ts'
import { encoded, NOON, STREAM, said } from '../../fixtures/message.ts'

const SHARES = { whitelist: 0.4, high: 0.3, low: 0.3 }
const PREV: Cursor = { epoch: 'e', whitelist: 10, high: 20, low: 30 }
const HIGH_PATIENCE_MS = 5_000
const NOTHING = { whitelist: 0, high: 0, low: 0 }

test('an empty reading says nothing and moves nothing', () => {
  assert.deepEqual(picked({}), {
    messages: [],
    cursor: PREV,
    withheld: NOTHING,
    used: 0,
    merged: 0,
    waiting: 0,
  })
})

test('when everything fits, everything is shown', () => {
  const { messages, cursor, withheld, used } = picked({
    whitelist: slice('whitelist', 11, 12),
    high: slice('high', 21, 22),
    low: slice('low', 31, 33),
  })
  assert.equal(messages.length, 7)
  assert.deepEqual(cursor, { epoch: 'e', whitelist: 12, high: 22, low: 33 })
  assert.deepEqual([withheld, used], [NOTHING, 7])
})

test('a frame is sorted by time, then by number', () => {
  const { messages } = picked({
    whitelist: slice('whitelist', 11, 12, seq => NOON - seq),
    low: slice('low', 31, 32, () => NOON - 11),
  })
  assert.deepEqual(ids(messages), ['whitelist-12', 'whitelist-11', 'low-31', 'low-32'])
})

test('whitelist shows its oldest; the others wait, however old', () => {
  const { messages, cursor, withheld, waiting } = picked({
    tokens: 2,
    whitelist: slice('whitelist', 11, 15, () => NOON - 1_000_000),
  })
  assert.deepEqual(ids(messages), ['whitelist-11', 'whitelist-12'])
  assert.deepEqual([cursor.whitelist, withheld.whitelist, waiting], [12, 0, 3])
})

test('whitelist that the store let go of unread is told as withheld', () => {
  const { messages, cursor, withheld } = picked({ whitelist: slice('whitelist', 14, 15) })
  assert.deepEqual(ids(messages), ['whitelist-14', 'whitelist-15'])
  assert.deepEqual([cursor.whitelist, withheld.whitelist], [15, 3])
})

test('so is what it let go of when nothing is left, or nothing fits', () => {
  const gone = picked({ whitelist: { messages: [], first: 16, last: 15 } })
  assert.deepEqual([gone.cursor.whitelist, gone.withheld.whitelist], [15, 5])
  const full = picked({ tokens: 0, whitelist: slice('whitelist', 14, 15) })
  assert.deepEqual([full.cursor.whitelist, full.withheld.whitelist], [13, 3])
})

test('high waits for a while', () => {
  const { messages, cursor, withheld, waiting } = picked({
    tokens: 2,
    high: slice('high', 21, 25, () => NOON - HIGH_PATIENCE_MS),
  })
  assert.deepEqual(ids(messages), ['high-21', 'high-22'])
  assert.deepEqual([cursor.high, withheld.high, waiting], [22, 0, 3])
})

test('high that waited too long and does not fit is withheld', () => {
  const overdue = NOON - HIGH_PATIENCE_MS - 1
  const { messages, cursor, withheld } = picked({
    tokens: 2,
    high: slice('high', 21, 26, seq => (seq <= 24 ? overdue : NOON)),
  })
  assert.deepEqual(ids(messages), ['high-21', 'high-22'])
  assert.deepEqual([cursor.high, withheld.high], [24, 2])
})

test('a younger high message is never withheld before an older one', () => {
  const overdue = NOON - HIGH_PATIENCE_MS - 1
  const { cursor, withheld } = picked({
    tokens: 1,
    high: slice('high', 21, 24, seq => (seq === 22 ? NOON : overdue)),
  })
  assert.deepEqual([cursor.high, withheld.high], [21, 0])
})

test('low shows its newest, withholds the rest, and is done with it', () => {
  const { messages, cursor, withheld, waiting } = picked({
    tokens: 2,
    low: slice('low', 31, 40),
  })
  assert.deepEqual(ids(messages), ['low-39', 'low-40'])
  assert.deepEqual([cursor.low, withheld.low, waiting], [40, 8, 0])
})

test('low that a limited reading left out is withheld too', () => {
  const { cursor, withheld } = picked({ tokens: 5, low: { ...slice('low', 96, 100), first: 31 } })
  assert.deepEqual([cursor.low, withheld.low], [100, 65])
})

test('a gift comes through a flood of low messages', () => {
  const { messages } = picked({
    tokens: 1,
    whitelist: slice('whitelist', 11, 11),
    low: slice('low', 31, 5_030),
  })
  assert.deepEqual(ids(messages), ['whitelist-11'])
})

test('a new epoch starts from 0', () => {
  const { messages, cursor, withheld } = picked({
    prev: { ...PREV, epoch: 'before' },
    tokens: 1,
    whitelist: slice('whitelist', 1, 1),
    high: { messages: [], first: 1, last: 0 },
    low: slice('low', 1, 3),
  })
  assert.deepEqual(ids(messages), ['whitelist-1'])
  assert.deepEqual(cursor, { epoch: 'e', whitelist: 1, high: 0, low: 3 })
  assert.deepEqual(withheld, { whitelist: 0, high: 0, low: 3 })
})

test('a replica that is behind moves nothing back', () => {
  const { cursor, withheld } = picked({
    whitelist: slice('whitelist', 8, 9),
    high: slice('high', 15, 18),
    low: slice('low', 20, 25),
  })
  assert.deepEqual([cursor, withheld], [PREV, NOTHING])
})

test('what a reading holds from before the cursor is not shown again', () => {
  const { messages, withheld } = picked({ low: slice('low', 25, 31) })
  assert.deepEqual([ids(messages), withheld], [['low-31'], NOTHING])
})

const bucket = fc.record({
  known: fc.nat({ max: 40 }),
  first: fc.integer({ min: 1, max: 60 }),
  count: fc.nat({ max: 40 }),
  read: fc.nat({ max: 40 }),
  ages: fc.array(fc.nat({ max: 10_000 }), { minLength: 40, maxLength: 40 }),
})

test('for every bucket of every reading: cursor − prev = delivered + withheld', () => {
  const buckets = fc.record({ whitelist: bucket, high: bucket, low: bucket })
  fc.assert(
    fc.property(buckets, fc.nat({ max: 60 }), fc.boolean(), (shapes, tokens, sameEpoch) => {
      const prev = { epoch: sameEpoch ? 'e' : 'before', ...byPriority(p => shapes[p].known) }
      const from = byPriority(p => (sameEpoch ? shapes[p].known : 0))
      const reading = { epoch: 'e', ...byPriority(p => sliceOf(p, shapes[p], from[p])) }
      const frame = picked({ prev, tokens, ...reading })
      balances(frame, from)
      assert.ok(frame.used <= tokens)
      assert.ok(tokens === 0 || reading.whitelist.messages.length === 0 || has(frame, 'whitelist'))
    }),
  )
})

test('from the store: nothing is shown twice, and whitelist is never left out', async () => {
  const step = fc.record({
    said: fc.array(fc.constantFrom(...PRIORITIES), { maxLength: 30 }),
    tokens: fc.nat({ max: 12 }),
    passMs: fc.nat({ max: 3_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
      let now = NOON
      const store = new MemoryBucketStore({ now: () => now, newEpoch: () => 'e', keep: 25 })
      const shown = new Set<string>()
      let prev: Cursor = { ...START, epoch: 'e' }
      let count = 0
      for (const { said, tokens, passMs } of steps) {
        await store.write(
          STREAM,
          said.map(priority => encoded(`${priority}-${count++}`, { priority, at: now })),
        )
        now += passMs
        const reading = { ...(await store.read(STREAM, prev, limitsFor(tokens))), epoch: 'e' }
        const frame = picked({ prev, tokens, now, ...reading })
        balances(frame, prev)
        assert.equal(frame.withheld.whitelist, 0)
        for (const { id } of frame.messages) {
          assert.ok(!shown.has(id), `${id} twice`)
          shown.add(id)
        }
        prev = frame.cursor
      }
    }),
    { numRuns: 60 },
  )
})

test('while low is sampled harder it gets a share of what it would, and pays as much as before', () => {
  const relief = { ...NO_RELIEF, lowShare: 0.5 }
  const { messages, withheld, used } = picked({ low: slice('low', 31, 50), relief })
  assert.deepEqual(ids(messages), ['low-46', 'low-47', 'low-48', 'low-49', 'low-50'])
  assert.deepEqual([withheld.low, used], [15, 10])
  const whitelist = slice('whitelist', 11, 20)
  assert.equal(picked({ whitelist, low: slice('low', 31, 50), relief }).used, 10)
})

test('what says the same takes one place, and the rest of it is withheld', () => {
  const wires = ['你好', '哈哈', '哈哈', '哈哈', '在吗']
  const messages = wires.map((text, n) => {
    const { wire } = encodeMessage(said(text))
    return { ...encoded(`low-${31 + n}`, { wire }), seq: 31 + n }
  })
  const relief = { ...NO_RELIEF, mergesTexts: true }
  const frame = picked({ tokens: 3, low: { messages, first: 31, last: 35 }, relief })
  assert.deepEqual(
    frame.messages.map(({ seq, wire }) => [seq, /"plus":\d/.exec(wire)?.[0]]),
    [
      [31, undefined],
      [34, '"plus":2'],
      [35, undefined],
    ],
  )
  assert.deepEqual([frame.withheld.low, frame.used, frame.merged], [2, 3, 2])
  balances(frame, PREV)
})

type Over = Partial<Reading> & {
  prev?: Cursor
  tokens?: number
  now?: number
  relief?: Relief
}

function picked({
  prev = PREV,
  tokens = 10,
  now = NOON,
  relief = NO_RELIEF,
  ...over
}: Over): Picked {
  const none = byPriority((p): Slice => ({ messages: [], first: PREV[p] + 1, last: PREV[p] }))
  const reading = { epoch: 'e', ...none, ...over }
  const rule = { shares: SHARES, highPatienceMs: HIGH_PATIENCE_MS, relief }
  return pick({ prev, reading, tokens, now, ...rule })
}

/** Messages `from`…`to` of a bucket that holds no others. */
function slice(priority: Priority, from: number, to: number, atOf = (_: number) => NOON): Slice {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index
    return { ...encoded(`${priority}-${seq}`, { priority, at: atOf(seq) }), seq }
  })
  return { messages, first: from, last: to }
}

type Shape = { first: number; count: number; read: number; ages: readonly number[] }

/** What a store that holds `count` from `first` on answers to whoever knows `from`. */
function sliceOf(priority: Priority, { first, count, read, ages }: Shape, from: number): Slice {
  const whole = slice(priority, first, first + count - 1, seq => NOON - (ages[seq % 40] ?? 0))
  const unread = whole.messages.filter(({ seq }) => seq > from)
  const start = priority === 'low' ? Math.max(0, unread.length - read) : 0
  return { ...whole, messages: unread.slice(start, start + read) }
}

function balances({ messages, cursor, withheld }: Picked, from: Record<Priority, number>): void {
  for (const priority of PRIORITIES) {
    const delivered = messages.filter(message => message.priority === priority)
    assert.equal(cursor[priority] - from[priority], delivered.length + withheld[priority])
    assert.ok(withheld[priority] >= 0)
    assert.equal(new Set(ids(delivered)).size, delivered.length)
    for (const { seq } of delivered) assert.ok(seq > from[priority] && seq <= cursor[priority])
  }
}

function has({ messages }: Picked, priority: Priority): boolean {
  return messages.some(message => message.priority === priority)
}

function ids(messages: readonly { id: string }[]): string[] {
  return messages.map(({ id }) => id)
}
