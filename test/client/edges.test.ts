import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_EDGES, named, turned, welcomedBy } from '../../client/edges.ts'

const NO = { code: 1006, welcomed: false }
const CUT = { code: 1006, welcomed: true }

test('who knows no edge must join', () => {
  assert.equal(NO_EDGES.mustJoin, true)
  assert.deepEqual(named(['a', 'b']), { urls: ['a', 'b'], misses: 0, mustJoin: false })
})

test('the next edge is tried when one is cut, and all of them before a join', () => {
  const cut = turned(named(['a', 'b']), CUT)
  assert.deepEqual(cut, { urls: ['b', 'a'], misses: 0, mustJoin: false })
  const once = turned(cut, NO)
  assert.deepEqual([once.urls[0], once.mustJoin], ['a', false])
  assert.equal(turned(once, NO).mustJoin, true)
  assert.equal(turned(welcomedBy(once), NO).mustJoin, false)
})

test('a room that went elsewhere is joined again', () => {
  assert.equal(turned(named(['a', 'b']), { code: 4004, welcomed: true }).mustJoin, true)
})

test('where a move went comes first', () => {
  assert.deepEqual(welcomedBy(named(['a', 'b']), 'c').urls, ['c', 'a', 'b'])
  assert.deepEqual(welcomedBy(named(['a', 'b']), 'b').urls, ['b', 'a'])
})
