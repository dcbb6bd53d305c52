import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Comment,
  emptyRows,
  type Flight,
  type Picture,
  place,
  type Rows,
  takeOff,
} from '../../engine/flights.ts'
import type { Mode } from '../../engine/message.ts'

const picture: Picture = { width: 800, open: 4, travelMs: 8_000, holdMs: 4_000 }

function comment(id: string, change: Partial<Comment> = {}): Comment {
  return { id, mode: 'scroll', width: 200, rows: 1, own: false, ...change }
}

/** Flies one after the other and tells which row each got; `-`: none. */
function fly(rowCount: number, comments: readonly (readonly [now: number, Comment])[]): string {
  let rows: Rows = emptyRows(rowCount)
  return comments
    .map(([now, one]) => {
      const placed = place(rows, one, picture, now)
      rows = placed.rows
      return placed.row ?? '-'
    })
    .join(' ')
}

test('comments of one moment take a row each, and none when all are taken', () => {
  const all = ['a', 'b', 'c'].map(id => [0, comment(id)] as const)
  assert.equal(fly(2, all), '0 1 -')
})

test('a row is free again when the last comment has left the edge, not before', () => {
  // 1,000 px in 8 s: the end of the first comment is 20 px from the edge after 1,760 ms
  assert.equal(
    fly(1, [
      [0, comment('a')],
      [1_759, comment('b')],
      [1_760, comment('c')],
    ]),
    '0 - 0',
  )
})

test('a long comment waits until it cannot catch up with the short one before it', () => {
  const long = { width: 800 }
  assert.equal(
    fly(1, [
      [0, comment('short', { width: 40 })],
      [2_000, comment('early', long)],
      [4_600, comment('late', long)],
    ]),
    '0 - 0',
  )
})

test('top comments stand from the top, bottom comments from the bottom, as long as they hold', () => {
  const at = (now: number, id: string, mode: Mode) => [now, comment(id, { mode })] as const
  const said = [
    at(0, 'a', 'top'),
    at(0, 'b', 'top'),
    at(0, 'c', 'bottom'),
    at(0, 'd', 'bottom'),
    at(0, 'e', 'top'),
    at(3_999, 'f', 'top'),
    at(4_000, 'g', 'top'),
  ]
  assert.equal(fly(4, said), '0 1 3 2 - - 0')
})

test('what scrolls does not cross what stands', () => {
  const said = [
    [0, comment('stands', { mode: 'top' })],
    [10, comment('scrolls')],
    [10, comment('scrolls too')],
  ] as const
  assert.equal(fly(2, said), '0 1 -')
})

test('the uppermost rows are left to top comments while there are others', () => {
  const many = Array.from({ length: 10 }, (_, index) => [0, comment(`${index}`)] as const)
  const wide = { ...picture, open: 10 }
  let rows = emptyRows(10)
  const order = many.map(([now, one]) => {
    const placed = place(rows, one, wide, now)
    rows = placed.rows
    return placed.row
  })
  assert.deepEqual(order, [2, 3, 4, 5, 6, 7, 8, 9, 1, 0])
})

test('scrolling comments keep to the open rows', () => {
  const all = Array.from({ length: 5 }, (_, index) => [0, comment(`${index}`)] as const)
  assert.equal(fly(6, all), '0 1 2 3 -')
})

test('a large comment takes neighbouring rows', () => {
  const said = [
    [0, comment('large', { rows: 2 })],
    [0, comment('b')],
    [0, comment('large too', { rows: 2 })],
  ] as const
  assert.equal(fly(4, said), '0 2 -')
})

test('an own comment always flies, and what is in its way is taken off', () => {
  const { rows } = place(emptyRows(1), comment('a'), picture, 0)
  const placed = place(rows, comment('mine', { own: true }), picture, 100)
  assert.deepEqual([placed.row, placed.evicted], [0, ['a']])
  assert.deepEqual(
    placed.rows.flat().map(({ id }) => id),
    ['mine'],
  )
})

test('a comment that is taken off leaves its row free', () => {
  const { rows } = place(emptyRows(1), comment('a'), picture, 0)
  assert.equal(place(takeOff(rows, 'a'), comment('b'), picture, 1).row, 0)
})

test('without a row nothing flies, not even an own comment', () => {
  const placed = place([], comment('mine', { own: true }), picture, 0)
  assert.deepEqual(placed, { rows: [], evicted: [] })
})

test('whatever is said and whenever, no two comments of a row ever touch', () => {
  const said = fc.record({
    waitMs: fc.integer({ min: 0, max: 1_500 }),
    mode: fc.constantFrom<Mode>('scroll', 'scroll', 'scroll', 'top', 'bottom'),
    width: fc.integer({ min: 10, max: 1_600 }),
    rows: fc.constantFrom(1, 1, 2),
    own: fc.constantFrom(false, false, false, true),
  })
  fc.assert(
    fc.property(fc.array(said, { maxLength: 60 }), all => {
      let now = 0
      let rows: Rows = emptyRows(5)
      for (const [index, { waitMs, ...one }] of all.entries()) {
        now += waitMs
        rows = place(rows, { id: `${index}`, ...one }, picture, now).rows
        for (const row of rows) assertApart(row, now)
      }
    }),
    { numRuns: 300 },
  )
})

function assertApart(row: readonly Flight[], now: number): void {
  for (const one of row)
    for (const other of row)
      if (one.id < other.id)
        for (let at = now; at < Math.min(one.endMs, other.endMs); at += 250)
          assert.ok(apart(one, other, at), `${one.id} and ${other.id} touch at ${at}`)
}

function apart(one: Flight, other: Flight, at: number): boolean {
  const [a, b] = [one, other].map(
    ({ fromX, speed, startMs }) => fromX - speed * (at - startMs),
  ) as [number, number]
  return a + one.width <= b || b + other.width <= a
}
