import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchSize, learn } from '../../../engine/ingest/batch-size.ts'

for (const [messageMs, size] of [
  [0, 200],
  [0.01, 200],
  [1, 50],
  [5, 10],
  [80, 1],
] as const) {
  test(`when a message takes ${messageMs} ms, a write holds ${size}`, () => {
    assert.equal(batchSize(messageMs), size)
  })
}

test('a store that turns slow is known after a few writes, and one that turns quick too', () => {
  let messageMs = 0
  for (let writes = 0; writes < 10; writes++) messageMs = learn(messageMs, 10, 50)
  assert.ok(messageMs > 4.8, `${messageMs}`)
  for (let writes = 0; writes < 20; writes++) messageMs = learn(messageMs, 10, 1)
  assert.equal(batchSize(messageMs), 200)
})
