import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  arrived,
  drainRate,
  inOrderOfMoving,
  settledSince,
  shareOfMoves,
  tokensOf,
} from '../../edge/moves.ts'

/** [what is the case, draining, serving, needed to drain, share of 120 a second] */
const SHARES: [string, number, number, number | undefined, number][] = [
  ['alone', 0, 0, undefined, 120],
  ['with three others', 0, 3, undefined, 30],
  ['while another goes down', 1, 3, undefined, 0],
  ['going down itself', 0, 3, 50, 50],
  ['going down itself, with more than may be', 0, 3, 500, 500],
  ['one of three that go down', 2, 3, 500, 500],
]
for (const [what, draining, serving, drainPerSecond, expected] of SHARES)
  test(`an edge ${what} makes ${expected} of 120 moves a second`, () => {
    const share = shareOfMoves({ movesPerSecond: 120, draining, serving, drainPerSecond })
    assert.equal(share, expected)
  })

test('an edge that goes down leaves time for those who come late, and is not slower than it must', () => {
  assert.equal(drainRate(1_600, 20_000), 100)
  assert.equal(drainRate(1, 20_000), 10)
  assert.equal(drainRate(100, 0), Number.POSITIVE_INFINITY)
})

for (const perSecond of [0.5, 3, 10, 15, 19, 200])
  test(`${perSecond} moves a second are made when that many wait, and no more`, () => {
    let [tokens, made] = [0, 0]
    for (let beat = 0; beat < 600; beat++) {
      tokens = tokensOf(tokens, perSecond)
      made += Math.floor(tokens)
      tokens -= Math.floor(tokens)
    }
    assert.ok(Math.abs(made - 60 * perSecond) <= 1, `${made} in a minute`)
  })

test('what was not needed is not saved up; what was too much is made good', () => {
  let tokens = 0
  for (let beat = 0; beat < 100; beat++) tokens = tokensOf(tokens, 20)
  assert.ok(tokens < 3, `${tokens}`)
  assert.equal(tokensOf(-5, 20), -3)
  assert.equal(tokensOf(0, 20, 400), 8) // late
  assert.equal(tokensOf(0, 20, 60_000), 20) // asleep
})

test('who is on the way counts where it goes', () => {
  const sessions = [{ moving: { to: 'b' } }, { moving: undefined }, { moving: { to: 'c' } }]
  const before = new Map([['b', 3]])
  assert.deepEqual(
    [...arrived(before, sessions)],
    [
      ['b', 4],
      ['c', 1],
    ],
  )
  assert.equal(before.get('b'), 3)
})

test('who came within a lease, and while that is heard of, is not moved yet', () => {
  assert.equal(settledSince(100_000, 6_000), 92_000)
})

test('rooms move by how many are in them', () => {
  const rooms = [2, 9, 5].map(length => ({ sessions: { length } }))
  const lengths = (order: 'busiest' | 'idlest') =>
    inOrderOfMoving(rooms, order).map(({ sessions }) => sessions.length)
  assert.deepEqual(lengths('busiest'), [9, 5, 2])
  assert.deepEqual(lengths('idlest'), [2, 5, 9])
})
