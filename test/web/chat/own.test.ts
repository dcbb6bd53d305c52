import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acknowledged, refused, returned, sent } from '../../../web/chat/own.ts'

test('a comment that comes back after its acknowledgement is known by its id', () => {
  const own = acknowledged(sent([], 'k1', 'hi'), 'k1', 'id1')
  assert.deepEqual(returned(own, { id: 'id1', text: 'h*' }), { own: [], key: 'k1' })
})

test('a comment that comes back before its acknowledgement is known by its text', () => {
  const { own, key } = returned(sent([], 'k1', 'hi'), { id: 'id1', text: 'hi' })
  assert.equal(key, 'k1')
  assert.deepEqual(acknowledged(own, 'k1', 'id1'), [])
})

test('the same text twice comes back as two, in order', () => {
  const both = sent(sent([], 'k1', 'hi'), 'k2', 'hi')
  const first = returned(both, { id: 'id1', text: 'hi' })
  const second = returned(first.own, { id: 'id2', text: 'hi' })
  assert.deepEqual([first.key, second.key], ['k1', 'k2'])
  assert.equal(returned(second.own, { id: 'id3', text: 'hi' }).key, undefined)
})

test('what the same viewer said on another page is shown', () => {
  const own = sent([], 'k1', 'hi')
  assert.deepEqual(returned(own, { id: 'id9', text: 'from my phone' }), { own })
})

test('what was refused is not waited for', () => {
  assert.deepEqual(refused(sent([], 'k1', 'hi'), 'k1'), [])
})

test('what never comes back is forgotten in the end', () => {
  let own = sent([], 'first', 'hi')
  for (let i = 0; i < 50; i++) own = sent(own, `k${i}`, 'hi')
  assert.equal(own.length, 50)
  assert.ok(own.every(({ key }) => key !== 'first'))
})
