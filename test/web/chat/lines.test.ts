import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MessageId, ViewerId } from '../../../engine/ids.ts'
import {
  amend,
  append,
  insert,
  type Line,
  linesOf,
  textOf,
  without,
} from '../../../web/chat/lines.ts'

function line(key: string): Line {
  const from = { id: 'u1' as ViewerId, name: '小明' }
  return { key, id: `id-${key}`, said: { from, body: { text: key } }, own: false, state: 'said' }
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

test('what is told late goes before what was said after it', () => {
  const at = (ms: number): Line => {
    const { said, ...rest } = line(`${ms}`)
    return { ...rest, said: { ...said, at: ms } }
  }
  const keys = (lines: readonly Line[]) => lines.map(({ key }) => key)
  const shown = [at(1), at(2), at(8), line('under way'), at(9)]
  assert.deepEqual(keys(insert(shown, [at(4), at(5)])), ['1', '2', '4', '5', '8', 'under way', '9'])
  assert.deepEqual(keys(insert([at(1), line('under way')], [at(4)])), ['1', 'under way', '4'])
  assert.equal(insert(shown, []), shown)
})

test('a line changes in its place', () => {
  const lines = amend([line('a'), line('b')], 'a', { state: 'refused' })
  assert.deepEqual(
    lines.map(({ state }) => state),
    ['refused', 'said'],
  )
})

test('what is taken back is gone', () => {
  const lines = without([line('a'), line('b')], new Set(['id-a']))
  assert.deepEqual(
    lines.map(({ key }) => key),
    ['b'],
  )
})

test('text that is not text is empty', () => {
  assert.deepEqual([{ text: 'hi' }, { text: 7 }, {}].map(textOf), ['hi', '', ''])
})

test('a message is a line, the viewer’s own is marked, and a kind without words is none', () => {
  const said = (id: string, kind: string, body: object) => {
    const from = { id: `by-${id}` as ViewerId, name: id }
    return { seq: 1, id: id as MessageId, kind, from, body: { ...body }, at: 0 }
  }
  const messages = [
    said('a', 'danmaku', { text: 'hi' }),
    said('b', 'gift', { gift: 'rocket', count: 1 }),
    said('c', 'poll', { options: 3 }),
  ]
  assert.deepEqual(
    linesOf(messages, 'by-a').map(({ key, own }) => [key, own]),
    [
      ['a', true],
      ['b', false],
    ],
  )
})
