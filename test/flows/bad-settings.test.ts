// An operator's hand slips: what makes no sense is refused with the name of its field, and
// what is in force stays in force.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { askRaw, type Told } from './ask-raw.ts'
import { Live } from './live.ts'

const live = await Live.start({ after })
await live.enter('room')

const TIER = {
  ...{ members: 0, perSecond: 10, reachBack: 5 },
  shares: { whitelist: 0.4, high: 0.3, low: 0.3 },
}
const tier = (more: object) => JSON.stringify([{ ...TIER, ...more }])
const shares = (more: object) => tier({ shares: { ...TIER.shares, ...more } })
const QUOTAS: [what: string, body: string, detail: RegExp][] = [
  ['a negative rate', tier({ perSecond: -1 }), /perSecond/],
  ['a rate of nothing', tier({ perSecond: 0 }), /perSecond/],
  ['a rate that is text', tier({ perSecond: '10' }), /perSecond/],
  ['a rate that is NaN, as JSON has it', tier({ perSecond: Number.NaN }), /perSecond/],
  [
    'a rate beyond all numbers',
    '[{"members":0,"perSecond":1e999,"reachBack":5,"shares":{"whitelist":0.4,"high":0.3,"low":0.3}}]',
    /perSecond/,
  ],
  ['a huge rate', tier({ perSecond: 1e15 }), /perSecond/],
  ['negative members', tier({ members: -1 }), /members/],
  ['half a member', tier({ members: 0.5 }), /members/],
  ['a first tier that is not from 0', tier({ members: 10 }), /members/],
  ['the same members twice', JSON.stringify([TIER, TIER]), /quota\[1\]\.members/],
  ['a negative reach', tier({ reachBack: -5 }), /reachBack/],
  ['a huge reach', tier({ reachBack: 1e9 }), /reachBack/],
  ['shares that do not add up', shares({ low: 0.4 }), /add up to 1/],
  ['shares that add up with a negative one', shares({ high: -0.3, low: 0.9 }), /high/],
  ['a share that is null', shares({ low: null }), /low/],
  ['a share that is missing', tier({ shares: { whitelist: 0.5, high: 0.5 } }), /low/],
  ['shares that are text', tier({ shares: 'all' }), /shares/],
  ['no tiers', '[]', /./],
  [
    'ten thousand tiers',
    JSON.stringify(Array.from({ length: 10_000 }, (_, members) => ({ ...TIER, members }))),
    /./,
  ],
  ['an object', JSON.stringify(TIER), /body must be array/],
  ['broken JSON', '[{', /JSON/],
  ['a poisoned prototype', '[{"__proto__":{"perSecond":1}}]', /./],
]
for (const [what, body, detail] of QUOTAS) {
  test(`a quota of ${what} is refused, and the one in force stays`, async () => {
    const { adminUrl, keys } = live.barrage
    const before = await live.operator('GET', '/admin/v1/rooms/room')
    const told = await askRaw(adminUrl, '/admin/v1/rooms/room/quota', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.operator}` },
      body,
    })
    assert.equal(told.status, 400, JSON.stringify(told.body).slice(0, 200))
    assert.match(told.body.detail ?? '', detail)
    const after = await live.operator('GET', '/admin/v1/rooms/room')
    assert.deepEqual(inForce(after.body), inForce(before.body))
  })
}
const inForce = (room: unknown) => {
  const { version, settings } = room as { version: number; settings: object }
  return { version, settings }
}

const SETTINGS: [what: string, path: string, body: object, detail: RegExp][] = [
  ['an unknown setting', 'settings', { tickMs: 1_000, volume: 11 }, /volume/],
  ['a quota among the settings', 'settings', { quota: [TIER] }, /quota/],
  ['nothing', 'settings', {}, /./],
  ['a tick of nothing', 'settings', { tickMs: 0 }, /tickMs/],
  ['a tick of a year', 'settings', { tickMs: 3e10 }, /tickMs/],
  ['a tick that is half', 'settings', { tickMs: 1_000.5 }, /tickMs/],
  ['half a pace', 'settings', { pace: { viewer: { burst: 1, perSecond: 1 } } }, /room/],
  [
    'a negative pace',
    'settings',
    { pace: { viewer: { burst: -1, perSecond: 1 }, room: { burst: 1, perSecond: 1 } } },
    /burst/,
  ],
  [
    'an unknown role',
    'settings',
    { kinds: { viewer: [], member: [], moderator: [], streamer: [], god: [] } },
    /god/,
  ],
  [
    'a kind that is a path',
    'settings',
    { kinds: { viewer: ['../x'], member: [], moderator: [], streamer: [] } },
    /viewer/,
  ],
  [
    'priorities of an unknown bucket',
    'priorities',
    [{ kind: 'gift', priority: 'top' }],
    /priority/,
  ],
  ['priorities by an unknown field', 'priorities', [{ name: 'x', priority: 'low' }], /name/],
  ['101 priorities', 'priorities', Array.from({ length: 101 }, () => ({ priority: 'low' })), /100/],
]
for (const [what, path, body, detail] of SETTINGS) {
  test(`${what} is refused by name, and nothing is changed`, async () => {
    const before = await live.operator('GET', '/admin/v1/rooms/room')
    const told = await live.operator<Told>('PUT', `/admin/v1/rooms/room/${path}`, body)
    assert.equal(told.status, 400)
    assert.match(told.body.detail ?? '', detail)
    const after = await live.operator('GET', '/admin/v1/rooms/room')
    assert.deepEqual(inForce(after.body), inForce(before.body))
  })
}

test('pages of the operator’s list that make no sense are refused', async () => {
  for (const query of [
    'limit=-1',
    'limit=0',
    'limit=1e9',
    'limit=NaN',
    'limit=',
    'after=..',
    'limit=1&limit=2',
  ]) {
    const told = await live.operator<Told>('GET', `/admin/v1/rooms?${query}`)
    assert.equal(told.status, 400, query)
  }
  assert.equal((await live.operator('GET', '/admin/v1/rooms?limit=5')).status, 200)
})
