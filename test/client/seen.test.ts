import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Seen } from '../../client/seen.ts'

const messages = (...ids: string[]) => ids.map(id => ({ id }))

test('a message is fresh once', () => {
  const seen = new Seen()
  assert.deepEqual(seen.fresh(messages('a', 'b', 'a')), messages('a', 'b'))
  assert.deepEqual(seen.fresh(messages('b', 'c')), messages('c'))
})

test('the oldest id is forgotten first', () => {
  const seen = new Seen(2)
  seen.fresh(messages('a', 'b', 'c'))
  assert.deepEqual(seen.fresh(messages('c', 'b', 'a')), messages('a'))
})
