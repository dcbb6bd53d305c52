import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { until } from '../until.ts'
import { APPLICATION_KEY, OPERATOR_KEY, type Served, serve } from './served.ts'

let served: Served
before(async () => {
  served = await serve()
  for (const room of ['a', 'b', 'lobby'])
    await served.as(APPLICATION_KEY, 'POST', `/v1/rooms/${room}/stream`)
  const presence = { room: 'lobby' as RoomId, guest: true, connections: 1, since: 1 }
  await served.members.report('e1' as EdgeId, [
    { ...presence, viewer: 'g1' as ViewerId, name: 'One' },
    { ...presence, viewer: 'g2' as ViewerId, name: 'Two', guest: false, connections: 2 },
  ])
})
after(() => served.close())

type Method = 'GET' | 'PUT'
const ask = (method: Method, path: string, body?: unknown) =>
  served.as(OPERATOR_KEY, method, `/admin/v1/rooms${path}`, body)

test('every route needs the operator’s key, and the application’s is not it', async () => {
  for (const key of [undefined, APPLICATION_KEY]) {
    const { status, body } = await served.as(key, 'GET', '/admin/v1/rooms')
    assert.deepEqual([status, body.code], [401, 505])
  }
})

test('rooms are listed by name, page by page', async () => {
  const first = (await ask('GET', '?limit=2')).body
  assert.deepEqual(
    first.rooms.map(({ room }: { room: string }) => room),
    ['a', 'b'],
  )
  const second = (await ask('GET', `?limit=2&after=${first.next}`)).body
  assert.deepEqual(
    second.rooms.map(({ room }: { room: string }) => room),
    ['lobby'],
  )
  assert.equal(second.next, undefined)
  assert.deepEqual(second.rooms[0].members, { connections: 3, viewers: 2, guests: 1 })
})

for (const query of ['?limit=0', '?limit=x', '?limit=501', '?after=..']) {
  test(`${query} is refused`, async () => {
    assert.equal((await ask('GET', query)).status, 400)
  })
}

test('a room is seen whole', async () => {
  const { body } = await ask('GET', '/lobby')
  assert.equal(body.room, 'lobby')
  assert.equal(body.stream.openedAt, served.clock.ms)
  assert.deepEqual(body.settings, JSON.parse(JSON.stringify(ROOM_DEFAULTS)))
  assert.deepEqual(body.changed, {})
  const lane = { kind: 'danmaku', gear: 1, lagMs: 700, waiting: 5, writers: 1, load: 0.5 }
  assert.deepEqual(body.lanes, [lane])
  assert.deepEqual([body.shown, body.edges], [undefined, []])
  assert.deepEqual(body.stored, { whitelist: 0, high: 0, low: 0 })
})

test('a room never heard of is unknown', async () => {
  const { status, body } = await ask('GET', '/nowhere')
  assert.deepEqual([status, body.code], [404, 601])
})

test('members are listed with their count', async () => {
  const { body } = await ask('GET', '/lobby/members?limit=1')
  assert.equal(body.count.viewers, 2)
  assert.equal(body.members.length, 1)
})

test('a lane is pinned to a gear, is seen with it, and let go again', async () => {
  const pinned = await ask('PUT', '/a/lanes/gift/gear', { gear: 4 })
  assert.deepEqual(pinned.body, { room: 'a', kind: 'gift', pinned: 4 })
  const lane = { kind: 'gift', gear: 1, lagMs: 0, waiting: 0, writers: 0, load: 0, pinned: 4 }
  assert.deepEqual((await ask('GET', '/a')).body.lanes, [lane])
  const freed = await ask('PUT', '/a/lanes/gift/gear', { gear: null })
  assert.deepEqual(freed.body, { room: 'a', kind: 'gift', pinned: null })
  assert.deepEqual((await ask('GET', '/a')).body.lanes, [])
})

const shares = { whitelist: 0.5, high: 0.3, low: 0.2 }
const tier = { members: 0, perSecond: 10, shares, reachBack: 5 }

test('a change is in force, counted, and told to the edges', async () => {
  await until(() => served.ordered.length === 3) // the openings
  const quota = await ask('PUT', '/lobby/quota', [tier])
  assert.equal(quota.status, 200)
  assert.deepEqual(quota.body.settings.quota, [tier])
  const rules = [{ kind: 'danmaku', minLevel: 5, priority: 'high' }]
  const { body } = await ask('PUT', '/lobby/priorities', rules)
  assert.deepEqual([body.settings.priorities, body.settings.quota], [rules, [tier]])
  assert.equal(body.version, quota.body.version + 1)
  await until(() => served.ordered.length === 5)
  assert.deepEqual(served.ordered[4], { type: 'settings', room: 'lobby' })
  assert.deepEqual((await ask('GET', '/lobby')).body.changed, { quota: [tier], priorities: rules })
})

test('what a change of settings leaves out stays as it is', async () => {
  await ask('PUT', '/a/settings', { tickMs: 500 })
  const screening = { ...ROOM_DEFAULTS.screening, bannedWords: ['坏'], onBanned: 'mask' }
  const { body } = await ask('PUT', '/a/settings', { screening })
  assert.equal(body.settings.tickMs, 500)
  assert.deepEqual(body.settings.screening, screening)
})

test('a room may be set up before its first stream', async () => {
  assert.equal((await ask('PUT', '/soon/settings', { tickMs: 500 })).status, 200)
  const { body } = await ask('GET', '/soon')
  assert.deepEqual([body.settings.tickMs, body.stream], [500, undefined])
})

const pace = ROOM_DEFAULTS.pace
const BAD: [path: string, body: unknown, code: number, detail: RegExp][] = [
  ['/b/quota', [{ ...tier, perSecond: -1 }], 108, /quota\[0\]\.perSecond/],
  ['/b/quota', [{ ...tier, perSecond: 'many' }], 101, /body\.0\.perSecond must be number/],
  ['/b/quota', [{ ...tier, perSecond: null }], 101, /body\.0\.perSecond/],
  ['/b/quota', [{ ...tier, members: 5 }], 108, /quota\[0\]\.members/],
  ['/b/quota', [{ ...tier, shares: { ...shares, low: 9 } }], 108, /quota\[0\]\.shares/],
  ['/b/quota', [], 108, /quota/],
  ['/b/quota', {}, 101, /body must be array/],
  ['/b/priorities', [{ priority: 'top' }], 101, /body\.0\.priority .*whitelist, high, low/],
  ['/b/priorities', [{ priority: 'low', rule: 1 }], 101, /body\.0 .*rule/],
  ['/b/priorities', [{ priority: 'low', minLevel: -1 }], 101, /body\.0\.minLevel/],
  ['/b/settings', { tickMs: 1 }, 101, /body\.tickMs must be >= 50/],
  ['/b/settings', { tickMS: 500 }, 101, /tickMS/],
  ['/b/settings', {}, 101, /body must/],
  [
    '/b/settings',
    { pace: { ...pace, viewer: { burst: 0, perSecond: 1 } } },
    101,
    /pace\.viewer\.burst/,
  ],
  ['/b/settings', { kinds: { viewer: ['A'] } }, 101, /kinds/],
  ['/b/settings', { screening: { onBanned: 'burn' } }, 101, /screening/],
  ['/b/lanes/danmaku/gear', { gear: 5 }, 101, /body\.gear/],
  ['/b/lanes/danmaku/gear', { gear: '3' }, 101, /body\.gear/],
  ['/b/lanes/danmaku/gear', {}, 101, /gear/],
  ['/b/lanes/Danmaku/gear', { gear: 3 }, 101, /kind/],
  ['/../quota', [tier], 603, /^$/],
  ['/-b/quota', [tier], 110, /^$/],
]
for (const [path, body, code, detail] of BAD) {
  test(`${path} ${JSON.stringify(body).slice(0, 60)} is refused, naming the field`, async () => {
    const answer = await ask('PUT', path, body)
    assert.equal(answer.body.code, code, JSON.stringify(answer.body))
    assert.match(answer.body.detail ?? '', detail)
    assert.deepEqual((await ask('GET', '/b')).body.changed, {})
  })
}

test('a quota of NaN or beyond all numbers is refused', async () => {
  for (const text of ['NaN', '1e999']) {
    const payload = JSON.stringify([tier]).replace('"perSecond":10', `"perSecond":${text}`)
    const answer = await served.app.inject({
      method: 'PUT',
      url: '/admin/v1/rooms/b/quota',
      headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' },
      payload,
    })
    assert.equal(answer.statusCode, 400)
  }
  assert.deepEqual((await ask('GET', '/b')).body.changed, {})
})
