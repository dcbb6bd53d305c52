import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MemoryBucketStore } from '../../../engine/adapters/memory/bucket-store.ts'
import { type Cursor, START } from '../../../engine/cursor.ts'
import { LOW_LOOK_BACK, limitsFor } from '../../../engine/downlink/limits.ts'
import { Window } from '../../../engine/downlink/window.ts'
import type { MessageId } from '../../../engine/ids.ts'
import { byPriority, PRIORITIES, type Priority } from '../../../engine/message.ts'
import type { Limits, Reading } from '../../../engine/ports/bucket-store.ts'
import { encoded, NOON, STREAM } from '../../fixtures/message.ts'

const ROOMY = { messages: 10_000, bytes: 10_000_000 }
const MANY: Limits = { whitelist: 100, high: 100, low: 100 }
const FROM_0: Cursor = { ...START, epoch: 'e' }
const END: Cursor = { epoch: 'e', whitelist: 1e9, high: 1e9, low: 1e9 }

test('a window that was fed nothing knows nothing', () => {
  assert.equal(new Window(ROOMY).read(START, MANY), undefined)
  assert.equal(new Window(ROOMY).history(START, MANY), undefined)
})

test('it answers what the store answers', async () => {
  const store = await stored({ whitelist: 2, high: 3, low: 5 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, START, MANY))
  const after = { epoch: 'e', whitelist: 1, high: 0, low: 2 }
  const few = { whitelist: 1, high: 2, low: 2 }
  for (const limits of [MANY, few]) {
    assert.deepEqual(window.read(after, limits), await store.read(STREAM, after, limits))
    assert.deepEqual(window.history(after, limits), await store.history(STREAM, after, limits))
    assert.deepEqual(window.history(END, limits), await store.history(STREAM, END, limits))
  }
})

test('a room in which nothing was said is known to be silent', async () => {
  const store = await stored({ low: 1 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, START, MANY))
  assert.deepEqual(window.read(START, MANY)?.whitelist, { messages: [], first: 1, last: 0 })
})

test('a cursor from before what it holds is not answered', async () => {
  const store = await stored({ low: 10 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, { ...FROM_0, low: 6 }, MANY))
  assert.equal(window.read({ ...FROM_0, low: 5 }, MANY), undefined)
  assert.deepEqual(numbers(window.read({ ...FROM_0, low: 6 }, MANY), 'low'), [7, 8, 9, 10])
  assert.deepEqual(numbers(window.read(FROM_0, { ...MANY, low: 3 }), 'low'), [8, 9, 10])
  assert.equal(window.history({ ...END, low: 8 }, { ...MANY, low: 3 }), undefined)
})

test('what a flood of low messages left out counts as not held', async () => {
  const store = await stored({ low: 5 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, START, MANY))
  await write(store, 'low', 20)
  window.feed(await store.read(STREAM, { ...FROM_0, low: 5 }, { ...MANY, low: 4 }))
  assert.equal(window.read({ ...FROM_0, low: 5 }, { ...MANY, low: 5 }), undefined)
  assert.deepEqual(numbers(window.read(FROM_0, { ...MANY, low: 4 }), 'low'), [22, 23, 24, 25])
})

test('who enters or comes back in the middle of a flood is answered from memory', async () => {
  const store = await stored({ whitelist: 3, low: 100 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, START, limitsFor(10)))
  let live: Cursor = { ...FROM_0, whitelist: 3, low: 100 }
  for (let tick = 0; tick < 3; tick++) {
    await write(store, 'low', 5_000)
    window.feed(await store.read(STREAM, live, limitsFor(10)))
    live = { ...live, low: live.low + 5_000 }
  }
  const limits = { ...MANY, low: LOW_LOOK_BACK }
  assert.deepEqual(window.read(FROM_0, limits), await store.read(STREAM, FROM_0, limits))
  assert.deepEqual(window.history(live, limits), await store.history(STREAM, live, limits))
})

test('a flood that is left out altogether leaves nothing to hold', async () => {
  const store = await stored({ low: 5 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, START, MANY))
  await write(store, 'low', 1)
  window.feed(await store.read(STREAM, { ...FROM_0, low: 5 }, { ...MANY, low: 0 }))
  assert.equal(window.read({ ...FROM_0, low: 5 }, MANY), undefined)
  assert.deepEqual(numbers(window.read({ ...FROM_0, low: 6 }, MANY), 'low'), [])
})

test('another epoch starts it anew', async () => {
  const window = new Window(ROOMY)
  window.feed(await (await stored({ low: 5 })).read(STREAM, START, MANY))
  const other = new MemoryBucketStore({ now: () => NOON, newEpoch: () => 'f' })
  await write(other, 'low', 2)
  window.feed(await other.read(STREAM, { ...FROM_0, low: 5 }, MANY))
  const reading = window.read({ ...FROM_0, low: 5 }, MANY)
  assert.deepEqual([reading?.epoch, numbers(reading, 'low')], ['f', [1, 2]])
})

test('when full it loses the oldest of the bucket that holds the most', async () => {
  const store = await stored({ whitelist: 2, low: 10 })
  const window = new Window({ messages: 6, bytes: 1e6 })
  window.feed(await store.read(STREAM, START, MANY))
  const reading = window.read({ ...FROM_0, low: 6 }, MANY)
  assert.deepEqual(numbers(reading, 'whitelist'), [1, 2])
  assert.deepEqual(numbers(reading, 'low'), [7, 8, 9, 10])
  assert.equal(window.read({ ...FROM_0, low: 5 }, MANY), undefined)
})

test('it keeps to its bytes', async () => {
  const store = await stored({ low: 100 })
  const window = new Window({ messages: 1e6, bytes: 2_000 })
  window.feed(await store.read(STREAM, START, MANY))
  assert.ok(window.bytes <= 2_000 && window.bytes > 1_500, `${window.bytes}`)
})

test('what was recalled is not given out again, and its number stays', async () => {
  const store = await stored({ low: 4 })
  const window = new Window(ROOMY)
  window.feed(await store.read(STREAM, START, MANY))
  const before = window.bytes
  window.forget({ of: 'messages', messages: ['low-2' as MessageId] })
  const reading = window.read(START, MANY)
  assert.deepEqual(numbers(reading, 'low'), [1, 3, 4])
  assert.equal(reading?.low.last, 4)
  assert.ok(window.bytes < before)
})

const few = fc.nat({ max: 8 })
const triple = fc.record({ whitelist: few, high: few, low: few })
const step = fc.record({ said: triple, limits: triple })

for (const [keep, what] of [
  [1_000, 'it never answers otherwise than the store'],
  [12, 'it has at least what a store that trims still has'],
] as const) {
  test(`fed with live readings, ${what}`, async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(steps, triple, async (steps, some) => {
        const store = new MemoryBucketStore({ now: () => NOON, newEpoch: () => 'e', keep })
        const window = new Window({ messages: 20, bytes: 1e6 })
        await write(store, 'low', 1)
        let live = FROM_0
        for (const { said, limits } of steps) {
          for (const priority of PRIORITIES) await write(store, priority, said[priority])
          const reading = await store.read(STREAM, live, limits)
          window.feed(reading)
          live = reached(live, reading)
          await compare({ window, store, live, limits: keep === 12 ? MANY : some })
        }
      }),
      { numRuns: 60 },
    )
  })
}

type Pair = { window: Window; store: MemoryBucketStore; live: Cursor; limits: Limits }

/** Asks both for what lies around each of the last cursors the room had. */
async function compare({ window, store, live, limits }: Pair): Promise<void> {
  for (let back = 0; back < 15; back++) {
    const at = { epoch: 'e', ...byPriority(p => Math.max(0, live[p] - back)) }
    agree(window.read(at, limits), await store.read(STREAM, at, limits), live)
    agree(window.history(at, limits), await store.history(STREAM, at, limits), live)
  }
}

/** The window says the same of all that the room's frames have reached, unless it says nothing. */
function agree(ours: Reading | undefined, theirs: Reading, live: Cursor): void {
  if (!ours) return
  for (const priority of PRIORITIES) {
    const reached = (seq: number): boolean => seq <= live[priority]
    const expected = numbers(theirs, priority).filter(reached)
    const { first } = theirs[priority]
    const given: number[] = numbers(ours, priority).filter(seq => reached(seq) && seq >= first)
    assert.deepEqual(given, expected)
  }
}

function reached(live: Cursor, reading: Reading): Cursor {
  const whole = byPriority(p =>
    Math.max(live[p], reading[p].messages.at(-1)?.seq ?? reading[p].first - 1),
  )
  return { epoch: reading.epoch, ...whole, low: reading.low.last }
}

async function stored(counts: Partial<Record<Priority, number>>): Promise<MemoryBucketStore> {
  const store = new MemoryBucketStore({ now: () => NOON, newEpoch: () => 'e' })
  for (const priority of PRIORITIES) await write(store, priority, counts[priority] ?? 0)
  return store
}

/** Says this many more in a bucket; an id is the bucket's name and the number it will get. */
async function write(store: MemoryBucketStore, priority: Priority, count: number): Promise<void> {
  const { [priority]: slice } = await store.read(STREAM, START, { whitelist: 0, high: 0, low: 0 })
  const next = slice.last + 1
  await store.write(
    STREAM,
    Array.from({ length: count }, (_, n) => encoded(`${priority}-${next + n}`, { priority })),
  )
}

function numbers(reading: Reading | undefined, priority: Priority): number[] {
  assert.ok(reading)
  return reading[priority].messages.map(({ seq }) => seq)
}
