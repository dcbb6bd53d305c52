import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ViewerId } from '../../../engine/ids.ts'
import { amend, append, type Line, textOf, without } from '../../../web/chat/lines.ts'

function line(key: string): Line {
  const from = { id: 'u1' as ViewerId, name: '小明' }
  return { key, said: { from, body: { text: key } }, own: false, state: 'said' }
}

test('the newest 300 lines are kept', () => {
  const many = Array.from({ length: 350 }, (_, index) => line(`${index}`))
  const kept = append([line('old')], many)
  assert.deepEqual([kept.length, kept[0]?.key, kept.at(-1)?.key], [300, '50', '349'])
})

test('nothing new leaves the list the very same', () => {
  const lines = [line('a')]
  assert.equal(append(lines, []), lines)
  assert.equal(without(lines, new Set(['b'])), lines)
})

test('a line changes in its place', () => {
  const lines = amend([line('a'), line('b')], 'a', { state: 'refused' })
  assert.deepEqual(
    lines.map(({ state }) => state),
    ['refused', 'said'],
  )
})

test('what is taken back is gone', () => {
  const lines = without([line('a'), line('b')], new Set(['a']))
  assert.deepEqual(
    lines.map(({ key }) => key),
    ['b'],
  )
})

test('text that is not text is empty', () => {
  assert.deepEqual([{ text: 'hi' }, { text: 7 }, {}].map(textOf), ['hi', '', ''])
})
