import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Epochs } from '../../../engine/ingest/epochs.ts'
import { streamOf } from '../../fixtures/message.ts'

const [ANN, BOB] = [streamOf(1), streamOf(2)]

test('a stream that is new has lost nothing', async t => {
  const { epochs, rewinds } = watched(t)
  epochs.learn(ANN, 'e1')
  epochs.learn(BOB, 'f1')
  epochs.learn(ANN, 'e1')
  await epochs.settled()
  assert.equal(rewinds.length, 0)
})

test('one going back serves all streams that were lost before it', async t => {
  const { epochs, rewinds } = watched(t)
  epochs.learn(ANN, 'e1')
  epochs.learn(BOB, 'f1')
  epochs.learn(ANN, 'e2')
  epochs.learn(BOB, 'f2')
  await epochs.settled()
  assert.equal(rewinds.length, 1)
})

test('a stream that is lost again asks again', async t => {
  const { epochs, rewinds } = watched(t)
  for (const epoch of ['e1', 'e2', 'e2', 'e3']) epochs.learn(ANN, epoch)
  await epochs.settled()
  assert.equal(rewinds.length, 2)
})

test('a log that is away is asked until it answers', async t => {
  const { epochs, rewinds } = watched(t, 2)
  epochs.learn(ANN, 'e1')
  epochs.learn(ANN, 'e2')
  await epochs.settled()
  assert.equal(rewinds.length, 3)
})

type Watched = { epochs: Epochs; rewinds: number[] }

/** Notes each going back; the first `failures` of them fail. */
function watched(t: TestContext, failures = 0): Watched {
  const rewinds: number[] = []
  const rewind = async (): Promise<void> => {
    rewinds.push(rewinds.length)
    if (rewinds.length <= failures) throw new Error('away')
  }
  return { epochs: new Epochs(rewind, { add: () => {} }, t.signal), rewinds }
}
