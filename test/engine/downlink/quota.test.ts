import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tierFor, validateQuota } from '../../../engine/downlink/quota.ts'
import type { QuotaTier } from '../../../engine/room.ts'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'

const shares = { whitelist: 0.4, high: 0.3, low: 0.3 }
const quota: readonly QuotaTier[] = [0, 1_000, 10_000].map(members => ({
  members,
  perSecond: 100,
  shares,
  reachBack: 50,
}))

test('a room has the highest tier that its members reach', () => {
  const tiers = [0, 999, 1_000, 9_999, 10_000, 1e9].map(members => tierFor(quota, members).members)
  assert.deepEqual(tiers, [0, 0, 1_000, 1_000, 10_000, 10_000])
})

test('a room leaves its tier only when it is a tenth smaller, and rises at once', () => {
  let current: QuotaTier | undefined
  const tiers = [999, 1_000, 901, 900, 899, 950, 10_000, 9_000, 8_999, 12_000, 950, 20].map(
    members => {
      current = tierFor(quota, members, current)
      return current.members
    },
  )
  const expected = [0, 1_000, 1_000, 1_000, 0, 0, 10_000, 10_000, 1_000, 10_000, 1_000, 0]
  assert.deepEqual(tiers, expected)
})

test('a new quota holds at once: the tier is always one of those handed in', () => {
  const stricter = quota.map(tier => ({ ...tier, perSecond: 1 }))
  assert.equal(tierFor(stricter, 950, quota[1]), stricter[1])
  assert.equal(tierFor([stricter[0] as QuotaTier], 950, quota[1]), stricter[0])
})

test('the defaults are a quota', () => {
  assert.deepEqual(validateQuota(ROOM_DEFAULTS.quota), ROOM_DEFAULTS.quota)
})

test('what does not belong in a tier is left out of it', () => {
  const tier = { ...quota[0], colour: 'red', shares: { ...shares, vip: 1 } }
  assert.deepEqual(validateQuota([tier]), [quota[0]])
})

test('thirds typed by hand are good enough', () => {
  const thirds = { whitelist: 0.333, high: 0.333, low: 0.333 }
  assert.ok(Array.isArray(validateQuota([{ ...quota[0], shares: thirds }])))
})

const wrong: [name: string, value: unknown, field: string][] = [
  ['no list', { members: 0 }, 'quota:'],
  ['nothing', undefined, 'quota:'],
  ['no tier', [], 'quota:'],
  ['too many tiers', Array.from({ length: 21 }, (_, n) => tierFrom(n)), 'quota:'],
  ['a tier that is none', [null], 'quota[0]:'],
  ['a first tier that leaves small rooms without', [tierFrom(5)], 'quota[0].members:'],
  ['tiers out of order', [tierFrom(0), tierFrom(9), tierFrom(8)], 'quota[2].members:'],
  ['the same tier twice', [tierFrom(0), tierFrom(0)], 'quota[1].members:'],
  ['negative members', [tierFrom(-1)], 'quota[0].members:'],
  ['half a member', [tierFrom(0), tierFrom(1.5)], 'quota[1].members:'],
  ['a negative rate', [{ ...tierFrom(0), perSecond: -1 }], 'quota[0].perSecond:'],
  ['no rate', [{ ...tierFrom(0), perSecond: 0 }], 'quota[0].perSecond:'],
  ['NaN', [{ ...tierFrom(0), perSecond: Number.NaN }], 'quota[0].perSecond:'],
  ['no end', [{ ...tierFrom(0), perSecond: Number.POSITIVE_INFINITY }], 'quota[0].perSecond:'],
  ['a number in words', [{ ...tierFrom(0), perSecond: '5' }], 'quota[0].perSecond:'],
  ['a negative reach', [{ ...tierFrom(0), reachBack: -1 }], 'quota[0].reachBack:'],
  ['a reach without end', [{ ...tierFrom(0), reachBack: 1e9 }], 'quota[0].reachBack:'],
  ['no shares', [{ ...tierFrom(0), shares: undefined }], 'quota[0].shares:'],
  ['a share missing', [{ ...tierFrom(0), shares: { low: 1 } }], 'quota[0].shares.whitelist:'],
  [
    'a negative share',
    [{ ...tierFrom(0), shares: { whitelist: 1, high: -0.5, low: 0.5 } }],
    'quota[0].shares.high:',
  ],
  [
    'shares beyond the whole',
    [{ ...tierFrom(0), shares: { ...shares, low: 0.31 } }],
    'quota[0].shares:',
  ],
]

for (const [name, value, field] of wrong) {
  test(`a quota with ${name} is refused, and the field is named`, () => {
    const refused = validateQuota(value)
    assert.ok('why' in refused && refused.why === 'badValue')
    assert.ok(refused.detail?.startsWith(field), refused.detail)
  })
}

function tierFrom(members: number): QuotaTier {
  return { members, perSecond: 100, shares, reachBack: 50 }
}
