import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flyingOf } from '../../../web/curtain/flying-of.ts'

test('a comment flies with its colour, its mode and its size', () => {
  const body = { text: ' 前方高能 ', color: 0xff0000, mode: 'top', size: 36 }
  assert.deepEqual(flyingOf({ body }), { ...body, text: '前方高能' })
})

test('what is left out is left out', () => {
  assert.deepEqual(flyingOf({ body: { text: 'hi' } }), { text: 'hi', size: 25 })
})

test('gifts, likes, notices and empty comments do not fly', () => {
  for (const kind of ['gift', 'like', 'notice', 'enter'])
    assert.equal(flyingOf({ kind, body: { text: 'hi' } }), undefined, kind)
  for (const body of [{}, { text: '  ' }, { text: 7 }]) assert.equal(flyingOf({ body }), undefined)
})

test('what stands for others says for how many', () => {
  assert.equal(flyingOf({ body: { text: '哈哈' }, plus: 12 })?.text, '哈哈 +12')
})

test('a field that is not what it should be is passed over', () => {
  const body = { text: 'hi', color: 'red', mode: 'sideways', size: Number.NaN }
  assert.deepEqual(flyingOf({ body }), { text: 'hi', size: 25 })
  assert.equal(flyingOf({ body: { text: 'hi', size: 9_999 } })?.size, 64)
})
