import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HeldPieces } from '../../client/held-pieces.ts'
import { readSaid } from '../../client/read-frame.ts'
import type { Piece } from '../../client/replay-reader.ts'

const piece = (from: number, generation = 1): Piece => {
  return { url: `${from}/${generation}`, from, to: from + 10, generation, count: 2 }
}
const said = (...ids: string[]) =>
  readSaid(ids.map((id, at) => ({ id, at, from: { id: 'u' }, body: {} })))

function holding(...pieces: readonly (readonly [from: number, ...ids: string[]])[]): HeldPieces {
  const held = new HeldPieces()
  for (const [from, ...ids] of pieces) held.take(piece(from), said(...ids))
  return held
}

test('what is not held, or of an older generation, is wanted, in order', () => {
  const held = holding([0, 'a'], [10, 'b'])
  const pieces = [piece(0), piece(10, 2), piece(20)]
  const { wanted, gone } = held.compare({ from: 0, pieces })
  assert.deepEqual([wanted, gone], [[piece(10, 2), piece(20)], []])
  assert.deepEqual([held.isNew(piece(10, 2)), held.isNew(piece(20))], [false, true])
})

test('a newer generation gives up what it has no more', () => {
  const held = holding([0, 'a', 'b', 'c'])
  assert.deepEqual(held.take(piece(0, 2), said('b', 'd')), ['a', 'c'])
  assert.deepEqual(held.take(piece(0, 3), said('b', 'd')), [])
})

test('a piece that is listed no more has nothing left, unless the list begins after it', () => {
  const held = holding([0, 'old'], [10, 'a'], [20, 'b', 'c'])
  assert.deepEqual(held.compare({ from: 10, pieces: [piece(10)] }).gone, ['b', 'c'])
  assert.deepEqual(held.compare({ from: 10, pieces: [piece(10)] }).gone, [])
})

test('what was before our time stays so, whatever becomes of it', () => {
  const held = new HeldPieces()
  held.pass(piece(0))
  assert.deepEqual(held.compare({ from: 0, pieces: [piece(0, 9)] }), { wanted: [], gone: [] })
})
