// What every BucketStore promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Cursor, START } from '../../engine/cursor.ts'
import type { StreamId } from '../../engine/ids.ts'
import { byPriority, PRIORITIES, type Priority } from '../../engine/message.ts'
import type { BucketStore, Limits, Reading, Slice } from '../../engine/ports/bucket-store.ts'
import { encoded, NOON, STREAM, streamOf } from '../fixtures/message.ts'
import { bucketStoreTakenBack } from './bucket-store-taken-back.ts'

export type BucketStoreOptions = {
  readonly now: () => number
  /** The most a high or low bucket holds. */
  readonly keep: number
  readonly keepMs: number
  readonly whitelistKeepMs: number
  readonly dedupeMs: number
}

/** Opens a store with nothing in it. */
export type OpenBucketStore = (options: BucketStoreOptions) => Promise<BucketStore>

type After = { after(fn: () => Promise<void>): void }

const ROOMY = { keep: 10, keepMs: 600_000, whitelistKeepMs: 600_000, dedupeMs: 600_000 }
const MANY: Limits = byPriority(() => 1_000)
const EPOCH = /^[A-Za-z0-9_-]{1,32}$/

export function bucketStoreContract(name: string, open: OpenBucketStore): void {
  bucketStoreTakenBack(name, () => open({ ...ROOMY, now: () => NOON }))
  describe(`BucketStore: ${name}`, () => {
    test('numbers each bucket densely from 1, in the order of writing', async t => {
      const { store } = await opened(t)
      await store.write(STREAM, [encoded('a'), encoded('b', { priority: 'high' }), encoded('c')])
      const { low, high } = await store.read(STREAM, START, MANY)
      assert.deepEqual([told(low), told(high)], [['1 a', '2 c'], ['1 b']])
    })

    test('gives back what was written, whole', async t => {
      const { store } = await opened(t)
      const gift = encoded('礼物', { priority: 'whitelist', wire: '"id":"x","body":{"n":"€😀"}}' })
      await store.write(STREAM, [gift])
      const { whitelist } = await store.read(STREAM, START, MANY)
      assert.deepEqual(whitelist, { messages: [{ ...gift, seq: 1 }], first: 1, last: 1 })
    })

    test('keeps the first copy of a message written twice, and its number', async t => {
      const { store } = await opened(t)
      await store.write(STREAM, [encoded('a')])
      const { outcomes } = await store.write(STREAM, [encoded('b'), encoded('a'), encoded('b')])
      assert.deepEqual(outcomes, ['stored', 'duplicate', 'duplicate'])
      assert.deepEqual(told((await store.read(STREAM, START, MANY)).low), ['1 a', '2 b'])
    })

    test('a write of nothing tells the epoch, and changes nothing', async t => {
      const { store } = await opened(t)
      const before = await store.write(STREAM, [])
      const { epoch } = await store.write(STREAM, [encoded('a')])
      assert.deepEqual(before, { epoch, outcomes: [] })
      assert.deepEqual(await store.write(STREAM, []), { epoch, outcomes: [] })
      assert.deepEqual(told((await store.read(STREAM, START, MANY)).low), ['1 a'])
    })

    test('holds the newest of high and low, and all of whitelist', async t => {
      const { store } = await opened(t, { keep: 2 })
      for (const priority of PRIORITIES) await write(store, ['a', 'b', 'c'], priority)
      const { whitelist, high, low } = await store.read(STREAM, START, MANY)
      assert.deepEqual([low.first, low.last, high.first, high.last], [2, 3, 2, 3])
      assert.deepEqual([told(low).length, told(high).length, told(whitelist).length], [2, 2, 3])
    })

    test('knows an id that its bucket has long let go', async t => {
      const { store } = await opened(t, { keep: 2 })
      await write(store, ['a', 'b', 'c'], 'low')
      const { outcomes } = await store.write(STREAM, [encoded('low-a')])
      assert.deepEqual(outcomes, ['duplicate'])
    })

    test('does not store what is too old to be told from a duplicate', async t => {
      const { store } = await opened(t, { dedupeMs: 60_000 })
      const old = encoded('old', { at: NOON - 60_000 })
      const young = encoded('young', { at: NOON - 59_999 })
      assert.deepEqual((await store.write(STREAM, [old, young])).outcomes, ['expired', 'stored'])
    })

    test('an id is not forgotten while its message could still be stored', async t => {
      const { store, turn } = await opened(t, { dedupeMs: 60_000 })
      const ahead = encoded('ahead', { at: NOON + 30_000 }) // by an edge whose clock is fast
      await store.write(STREAM, [ahead])
      turn(60_000)
      assert.deepEqual((await store.write(STREAM, [ahead])).outcomes, ['duplicate'])
      turn(30_000)
      assert.deepEqual((await store.write(STREAM, [ahead])).outcomes, ['expired'])
    })

    test('messages leave when they are too old, and their numbers are not used again', async t => {
      const { store, turn } = await opened(t, { keepMs: 10_000, whitelistKeepMs: 20_000 })
      for (const priority of PRIORITIES) await write(store, ['a'], priority)
      turn(10_000)
      const { whitelist, low, high, epoch } = await store.read(STREAM, START, MANY)
      assert.deepEqual([told(whitelist), told(high), told(low)], [['1 whitelist-a'], [], []])
      assert.deepEqual([low.first, low.last], [2, 1])
      turn(10_000)
      assert.deepEqual(told((await store.read(STREAM, START, MANY)).whitelist), [])
      const again = await store.write(STREAM, [encoded('b', { at: NOON + 20_000 })])
      assert.equal(again.epoch, epoch)
      assert.deepEqual(told((await store.read(STREAM, START, MANY)).low), ['2 b'])
    })

    test('low gives its newest, high and whitelist their oldest', async t => {
      const { store } = await opened(t)
      for (const priority of PRIORITIES) await write(store, ['a', 'b', 'c', 'd'], priority)
      const { epoch } = await store.read(STREAM, START, MANY)
      const one: Cursor = { epoch, whitelist: 1, high: 1, low: 1 }
      const { whitelist, high, low } = await store.read(STREAM, one, limits(2))
      assert.deepEqual([seqs(whitelist), whitelist.last], [[2, 3], 4])
      assert.deepEqual([seqs(high), high.last], [[2, 3], 4])
      assert.deepEqual([seqs(low), low.last], [[3, 4], 4])
    })

    test('a limit of 0 gives nothing and tells how far the buckets go', async t => {
      const { store } = await opened(t)
      for (const priority of PRIORITIES) await write(store, ['a', 'b'], priority)
      for (const reading of [
        await store.read(STREAM, START, limits(0)),
        await store.history(STREAM, START, limits(0)),
      ])
        for (const priority of PRIORITIES)
          assert.deepEqual(reading[priority], { messages: [], first: 1, last: 2 })
    })

    test('a cursor that has everything, or more than there is, gets nothing', async t => {
      const { store } = await opened(t)
      const { epoch } = await write(store, ['a', 'b'], 'low')
      for (const low of [2, 99]) {
        const reading = await store.read(STREAM, { ...START, epoch, low }, MANY)
        assert.deepEqual(reading.low, { messages: [], first: 1, last: 2 })
      }
    })

    test('a cursor of another epoch reads from the start', async t => {
      const { store } = await opened(t)
      await write(store, ['a'], 'low')
      const stale: Cursor = { epoch: 'gone', whitelist: 9, high: 9, low: 9 }
      assert.deepEqual(told((await store.read(STREAM, stale, MANY)).low), ['1 low-a'])
    })

    test('history is the newest at or below the cursor', async t => {
      const { store } = await opened(t)
      for (const priority of PRIORITIES) await write(store, ['a', 'b', 'c', 'd'], priority)
      const { epoch } = await store.read(STREAM, START, MANY)
      const reading = await store.history(
        STREAM,
        { epoch, whitelist: 3, high: 1, low: 0 },
        limits(2),
      )
      assert.deepEqual([seqs(reading.whitelist), seqs(reading.high)], [[2, 3], [1]])
      assert.deepEqual(reading.low, { messages: [], first: 1, last: 4 })
    })

    test('history at a cursor of another epoch, or from the future, is the end', async t => {
      const { store } = await opened(t)
      const { epoch } = await write(store, ['a', 'b', 'c'], 'high')
      for (const cursor of [START, { epoch, whitelist: 9, high: 9, low: 9 }]) {
        const { high } = await store.history(STREAM, cursor, limits(2))
        assert.deepEqual(seqs(high), [2, 3])
      }
    })

    test('an overtaken writer is fenced off from its lane, and from no other', async t => {
      const { store } = await opened(t)
      const by = async (text: string, lane: string, number: number) =>
        (await store.write(STREAM, [encoded(text)], { lane, number })).outcomes
      assert.deepEqual(await by('a', 'one', 2), ['stored'])
      assert.deepEqual(await by('b', 'one', 1), ['fenced'])
      assert.deepEqual(await by('c', 'one', 2), ['stored'])
      assert.deepEqual(await by('d', 'two', 1), ['stored'])
      assert.deepEqual((await store.write(STREAM, [encoded('e')])).outcomes, ['stored'])
      assert.deepEqual(await by('b', 'one', 3), ['stored']) // what was fenced is not known yet
    })

    test('a stream never seen is empty, in no epoch', async t => {
      const { store } = await opened(t)
      const empty = { messages: [], first: 1, last: 0 }
      const nothing = { epoch: '', whitelist: empty, high: empty, low: empty }
      assert.deepEqual(await store.read(streamOf(404), START, MANY), nothing)
      assert.deepEqual(await store.history(streamOf(404), START, MANY), nothing)
    })

    test('streams are numbered apart', async t => {
      const { store } = await opened(t)
      await store.write(streamOf(1), [encoded('a', { stream: streamOf(1) })])
      await store.write(streamOf(2), [encoded('a', { stream: streamOf(2) })])
      assert.deepEqual(told((await store.read(streamOf(2), START, MANY)).low), ['1 a'])
    })

    test('an epoch fits a cursor, stays, and is another when the store begins anew', async t => {
      const [one, other] = [await opened(t), await opened(t)]
      const { epoch } = await write(one.store, ['a'], 'low')
      assert.match(epoch, EPOCH)
      assert.equal((await write(one.store, ['b'], 'low')).epoch, epoch)
      assert.equal((await one.store.read(STREAM, START, MANY)).epoch, epoch)
      assert.notEqual((await write(other.store, ['a'], 'low')).epoch, epoch)
    })

    test('a write of nothing is no mistake', async t => {
      const { store } = await opened(t)
      assert.deepEqual((await store.write(STREAM, [])).outcomes, [])
    })

    test('however writes and reads mix, no number is missing below one that was seen', async t => {
      const { store } = await opened(t, { keep: 10_000 })
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async steps => {
          await mix(store, streamOf(++run), steps)
        }),
        { numRuns: 30 },
      )
    })
  })

  async function opened(t: After, over: Partial<BucketStoreOptions> = {}) {
    let now = NOON
    const store = await open({
      now: () => now,
      ...ROOMY,
      ...over,
    })
    t.after(() => store.close())
    const turn = (ms: number) => {
      now += ms
    }
    return { store, turn }
  }
}

/** A write of these ids (some of them again and again) to this bucket, or a read. */
type Step = { readonly priority: Priority; readonly ids: readonly number[] } | 'read'
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant('read' as const),
  fc.record({
    priority: fc.constantFrom(...PRIORITIES),
    ids: fc.array(fc.nat(40), { minLength: 1, maxLength: 8 }),
  }),
)

/** Starts all steps at once and holds every reading, and the end, to the promise. */
async function mix(store: BucketStore, stream: StreamId, steps: readonly Step[]): Promise<void> {
  const under = steps.map(async step => {
    if (step === 'read') return isWhole(await store.read(stream, START, MANY))
    const { priority, ids } = step
    const messages = ids.map(id => encoded(`${priority}-${id}`, { stream, priority }))
    const { outcomes } = await store.write(stream, messages)
    assert.equal(outcomes.length, ids.length)
  })
  await Promise.all(under)
  const end = await store.read(stream, START, MANY)
  isWhole(end)
  for (const priority of PRIORITIES) {
    const written = steps.flatMap(step =>
      step === 'read' || step.priority !== priority ? [] : step.ids,
    )
    assert.equal(end[priority].last, new Set(written).size)
    assert.equal(new Set(end[priority].messages.map(({ id }) => id)).size, end[priority].last)
  }
}

function isWhole(reading: Reading): void {
  for (const priority of PRIORITIES) {
    const { last } = reading[priority]
    assert.deepEqual(
      seqs(reading[priority]),
      Array.from({ length: last }, (_, index) => index + 1),
    )
  }
}

function write(store: BucketStore, texts: readonly string[], priority: Priority) {
  return store.write(
    STREAM,
    texts.map(text => encoded(`${priority}-${text}`, { priority })),
  )
}

function limits(most: number): Limits {
  return byPriority(() => most)
}

function told({ messages }: Slice): string[] {
  return messages.map(({ seq, wire }) => `${seq} ${wire}`)
}

function seqs({ messages }: Slice): number[] {
  return messages.map(({ seq }) => seq)
}
