import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Batcher,
  type BatcherOptions,
  type Outgoing,
} from '../../../../engine/adapters/kafka/batcher.ts'
import { until } from '../../../until.ts'

type Sent = {
  readonly batch: readonly Outgoing[]
  readonly store: () => void
  readonly fail: (cause: Error) => void
}

function collecting(over: Partial<BatcherOptions> = {}) {
  const sent: Sent[] = []
  let stored = 0
  const send = (batch: readonly Outgoing[]) =>
    new Promise<number[]>((resolve, fail) => {
      sent.push({ batch, fail, store: () => resolve(batch.map(() => stored++)) })
    })
  const batcher = new Batcher({
    ...{ send, collectMs: 1, mostCollectMs: 1, answerMs: 10_000, mostWaiting: 100 },
    ...over,
  })
  const add = (text: string) => batcher.add({ topic: 't', partition: 0, value: Buffer.from(text) })
  return { batcher, sent, add }
}

function textsOf(sent: Sent | undefined): string[] | undefined {
  return sent?.batch.map(({ value }) => value.toString())
}

/** What takes so long, takes so long. */
async function passed(ms: number): Promise<void> {
  const since = performance.now()
  await until(() => performance.now() - since >= ms)
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

test('what comes together goes together, and each gets its offset', async () => {
  const { sent, add } = collecting()
  const offsets = Promise.all(['a', 'b', 'c'].map(add))
  await until(() => sent.length === 1)
  assert.deepEqual(textsOf(sent[0]), ['a', 'b', 'c'])
  sent[0]?.store()
  assert.deepEqual(await offsets, [0, 1, 2])
})

test('the next batch waits until the one before has landed', async () => {
  const { sent, add } = collecting()
  const first = add('a')
  await until(() => sent.length === 1)
  const rest = ['b', 'c'].map(add)
  assert.equal(sent.length, 1)
  sent[0]?.store()
  await first
  await until(() => sent.length === 2)
  assert.deepEqual(textsOf(sent[1]), ['b', 'c'])
  sent[1]?.store()
  assert.deepEqual(await Promise.all(rest), [1, 2])
})

test('a batch waits for others as long as the last one took', async () => {
  const { sent, add } = collecting({ mostCollectMs: 10_000 })
  const first = add('a')
  await until(() => sent.length === 1)
  await passed(60)
  sent[0]?.store()
  await first
  const rest = [add('b')]
  await passed(20)
  rest.push(add('c'))
  await until(() => sent.length === 2)
  assert.deepEqual(textsOf(sent[1]), ['b', 'c'])
  sent[1]?.store()
  await Promise.all(rest)
})

test('a full one refuses at once', async () => {
  const { sent, add } = collecting({ mostWaiting: 2 })
  const taken = [add('a'), add('b')]
  await assert.rejects(add('c'), { code: 'log-unavailable' })
  await until(() => sent.length === 1)
  sent[0]?.store()
  await Promise.all(taken)
})

test('in time, what was sent is unsure, and what was not is certainly not there', async () => {
  const { sent, add } = collecting({ answerMs: 40 })
  const first = assert.rejects(add('a'), { code: 'log-unsure' })
  await until(() => sent.length === 1)
  const second = assert.rejects(add('b'), { code: 'log-unavailable' })
  await Promise.all([first, second])
  const refused = add('not waiting in vain').catch(({ code }) => code)
  assert.equal(await Promise.race([refused, nextTurn()]), 'log-unavailable')
  sent[0]?.store()
  await nextTurn()
  const next = add('c')
  await until(() => sent.length === 2)
  assert.deepEqual(textsOf(sent[1]), ['c'])
  sent[1]?.store()
  assert.equal(await next, 1)
})

test('a batch that failed is unsure, and the next is sent', async () => {
  const { sent, add } = collecting()
  const unsure = assert.rejects(add('a'), { code: 'log-unsure' })
  await until(() => sent.length === 1)
  sent[0]?.fail(new Error('gone'))
  await unsure
  const next = add('b')
  await until(() => sent.length === 2)
  sent[1]?.store()
  assert.equal(await next, 0)
})

test('a batch has a bound in bytes, and what is longer alone is refused', async () => {
  const { sent, add } = collecting()
  const long = 'x'.repeat(400_000)
  const both = [add(long), add(long)]
  await assert.rejects(add('x'.repeat(800_000)), { code: 'log-unavailable' })
  await until(() => sent.length === 1)
  assert.equal(sent[0]?.batch.length, 1)
  sent[0]?.store()
  await until(() => sent.length === 2)
  sent[1]?.store()
  await Promise.all(both)
})

test('closing sends what waits, and takes no more', async () => {
  const { batcher, sent, add } = collecting({ collectMs: 10_000, mostCollectMs: 10_000 })
  const last = add('a')
  const closed = batcher.close()
  await assert.rejects(add('b'), { code: 'log-unavailable' })
  sent[0]?.store()
  assert.equal(await last, 0)
  await closed
})

test('closing does not wait longer than those who wait for an answer', async () => {
  const { batcher, sent, add } = collecting({ answerMs: 30 })
  const unsure = assert.rejects(add('a'), { code: 'log-unsure' })
  await until(() => sent.length === 1)
  await batcher.close()
  await unsure
})
