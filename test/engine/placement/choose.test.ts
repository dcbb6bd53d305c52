import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeId } from '../../../engine/ids.ts'
import { bestOf, type Candidate, withSpare } from '../../../engine/placement/choose.ts'

const candidate = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  id: id as EdgeId,
  region: '',
  load: 0,
  ofRoom: 0,
  ...over,
})
const chosen = (candidates: Candidate[], region = '', many = 4) =>
  bestOf(candidates, { region, many }).map(({ id }) => `${id}`)
const ids = (text: string) => text.split(' ') as EdgeId[]

test('the least loaded comes first, and of equals the one with less of the room', () => {
  const three = [
    candidate('a', { load: 0.5 }),
    candidate('b', { load: 0.2, ofRoom: 3 }),
    candidate('c', { load: 0.2 }),
  ]
  assert.deepEqual(chosen(three), ['c', 'b', 'a'])
})

test('the nearest comes before the least loaded', () => {
  const two = [candidate('far', { region: 'us' }), candidate('near', { region: 'eu', load: 0.9 })]
  assert.deepEqual(chosen(two, 'eu'), ['near', 'far'])
  assert.deepEqual(chosen(two), ['far', 'near'])
})

test('a full edge comes last, wherever it is', () => {
  const two = [candidate('full', { region: 'eu', load: 1 }), candidate('far', { load: 0.9 })]
  assert.deepEqual(chosen(two, 'eu'), ['far', 'full'])
})

test('no edge is given more of a room than a tenth above the mean, however near and idle it is', () => {
  const near = { region: 'eu', load: 0.1 }
  const two = [candidate('near', { ...near, ofRoom: 56 }), candidate('far', { ofRoom: 44 })]
  assert.deepEqual(chosen(two, 'eu'), ['far', 'near'])
  const few = [candidate('near', { ...near, ofRoom: 19 }), candidate('far', { ofRoom: 1 })]
  assert.deepEqual(chosen(few, 'eu'), ['near', 'far'])
})

test('of many the best few are given, in the order that a sort would give', () => {
  const many = [5, 3, 9, 1, 7, 2, 8].map(load => candidate(`e${load}`, { load: load / 10 }))
  assert.deepEqual(chosen(many, '', 3), ['e1', 'e2', 'e3'])
  assert.deepEqual(chosen([], '', 3), [])
})

/** [best, clockwise with the spare last, what comes of it] */
const SPARES: [string, string, string][] = [
  ['a', 'a s', 'a s'],
  ['b a', 'a b s', 'b s a'],
  ['b a', 'a b', 'b a'],
  ['d a b c', 'a b c d s', 'd s a b'],
  ['g a b', 'a b c d e f g s', 'g a b s'],
]
for (const [best, clockwise, expected] of SPARES)
  test(`when the best of ${best} is gone: ${expected}`, () => {
    const edges = ids(clockwise)
    const width = edges.includes('s' as EdgeId) ? edges.length - 1 : edges.length
    assert.equal(withSpare(ids(best), edges, width).join(' '), expected)
  })
