import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import type { StreamId } from '../../../engine/ids.ts'
import { Epochs } from '../../../engine/ingest/epochs.ts'
import { NOON, streamOf } from '../../fixtures/message.ts'

const [ANN, BOB] = [streamOf(1), streamOf(2)]
const REWIND_MS = 60_000

test('a stream that is new has lost nothing', async t => {
  const { epochs, rewinds } = watched(t)
  epochs.learn(ANN, 'e1', NOON)
  epochs.learn(BOB, 'f1', NOON)
  epochs.learn(ANN, 'e1', NOON)
  await epochs.settled()
  assert.equal(rewinds.length, 0)
})

test('one going back serves all streams that were lost before it', async t => {
  const { epochs, rewinds } = watched(t)
  epochs.learn(ANN, 'e1', NOON)
  epochs.learn(BOB, 'f1', NOON)
  epochs.learn(ANN, 'e2', NOON)
  epochs.learn(BOB, 'f2', NOON)
  await epochs.settled()
  assert.equal(rewinds.length, 1)
})

test('a stream that is lost again asks again', async t => {
  const { epochs, rewinds } = watched(t)
  for (const epoch of ['e1', 'e2', 'e2', 'e3']) epochs.learn(ANN, epoch, NOON)
  await epochs.settled()
  assert.equal(rewinds.length, 2)
})

test('a log that is away is asked until it answers', async t => {
  const { epochs, rewinds } = watched(t, 2)
  epochs.learn(ANN, 'e1', NOON)
  epochs.learn(ANN, 'e2', NOON)
  await epochs.settled()
  assert.equal(rewinds.length, 3)
})

test('of streams that nobody writes to the store is asked, one after the other', async t => {
  const { epochs, rewinds, asked, look } = watched(t)
  epochs.learn(ANN, 'e1', NOON)
  epochs.learn(BOB, 'e1', NOON)
  for (let seconds = 1; seconds < 4; seconds++) await look(NOON + seconds * 1_000)
  assert.deepEqual([asked, rewinds.length], [[ANN, BOB, ANN], 0])
})

test('a loss that nobody writes after is found by asking, once', async t => {
  const { epochs, rewinds, store, look } = watched(t)
  epochs.learn(ANN, 'e1', NOON)
  epochs.learn(BOB, 'e1', NOON)
  store.epoch = 'e2'
  for (let seconds = 1; seconds < 4; seconds++) await look(NOON + seconds * 1_000)
  assert.equal(rewinds.length, 1)
})

test('a store that is away is asked again, no more than once a second', async t => {
  const { epochs, rewinds, asked, store, look } = watched(t)
  epochs.learn(ANN, 'e1', NOON)
  store.epoch = undefined
  for (let ms = 0; ms < 3_000; ms += 100) await look(NOON + ms)
  assert.deepEqual([asked, rewinds.length], [[ANN, ANN, ANN], 0])
})

test('what is too old to be read again is not asked about', async t => {
  const { epochs, asked, look } = watched(t)
  epochs.learn(ANN, 'e1', NOON)
  await look(NOON + REWIND_MS)
  await look(NOON + REWIND_MS + 1_000)
  assert.deepEqual(asked, [ANN])
})

/** Notes each going back, of which the first `failures` fail, and each question to the store. */
function watched(t: TestContext, failures = 0) {
  const rewinds: number[] = []
  const asked: StreamId[] = []
  const store: { epoch: string | undefined } = { epoch: 'e1' }
  const rewind = async (): Promise<void> => {
    rewinds.push(rewinds.length)
    if (rewinds.length <= failures) throw new Error('away')
  }
  const epochOf = async (stream: StreamId) => {
    asked.push(stream)
    if (!store.epoch) throw new Error('away')
    return store.epoch
  }
  const [counts, rewindMs] = [{ add: () => {} }, REWIND_MS]
  const epochs = new Epochs({ rewind, rewindMs, epochOf, counts, signal: t.signal })
  const look = async (now: number) => {
    epochs.look(now)
    await turnOfLoop()
    await epochs.settled()
  }
  return { epochs, rewinds, asked, store, look }
}
