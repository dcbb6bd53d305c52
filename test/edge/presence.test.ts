import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { Presence } from '../../edge/presence.ts'
import type { Viewer } from '../../edge/session.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import type { MemberStore, Presence as Told } from '../../engine/ports/member-store.ts'

const room = 'r1' as RoomId
const ann: Viewer = { id: 'ann' as ViewerId, name: 'Ann', role: 'viewer', guest: false }
const bob: Viewer = { ...ann, id: 'bob' as ViewerId, name: 'Bob' }

let told: string[][]
let names: string[]
let down: boolean
let known: boolean
let now: number
let presence: Presence

beforeEach(() => {
  told = []
  names = []
  down = false
  known = true
  now = 1
  presence = new Presence(store(), 'e1' as EdgeId, () => now)
})

test('who came and went is told in one batch, as absolute numbers', async () => {
  presence.came(room, ann)
  presence.came(room, ann)
  await presence.report()
  presence.left(room, ann)
  await presence.report()
  assert.deepEqual(told, [['ann 2'], ['ann 1']])
})

test('who comes back under another name is told of by that', async () => {
  presence.came(room, ann)
  presence.came(room, { ...ann, name: 'Anna' })
  await presence.report()
  assert.deepEqual(names, ['Anna'])
})

test('nothing new is not told', async () => {
  await presence.report()
  assert.deepEqual(told, [])
})

test('a store that was down is told later, what is true then', async () => {
  presence.came(room, ann)
  down = true
  await assert.rejects(presence.report())
  presence.came(room, ann)
  down = false
  await presence.report()
  assert.deepEqual(told, [['ann 2']])
})

test('what a store has not taken is told again a while later, and what is new meanwhile at once', async () => {
  down = true
  presence.came(room, ann)
  await assert.rejects(presence.report())
  now += 1_500
  presence.came(room, bob)
  await assert.rejects(presence.report())
  now += 499
  presence.came(room, bob)
  down = false
  await presence.report()
  assert.deepEqual(told, [['bob 2']])
  now += 1
  await presence.report()
  await presence.report()
  assert.deepEqual(told, [['bob 2'], ['ann 1', 'bob 2']])
})

test('what is told again is what is true then, also of who went and came back', async () => {
  presence.came(room, ann)
  await presence.report()
  presence.left(room, ann, true)
  down = true
  await assert.rejects(presence.report())
  down = false
  presence.came(room, ann)
  await presence.report()
  now += 2_000
  await presence.report()
  assert.deepEqual(told.at(-1), ['ann 1'])
})

test('a store that has forgotten this edge is told everything again', async () => {
  presence.came(room, ann)
  await presence.report()
  known = false
  await presence.renew()
  assert.deepEqual(told, [['ann 1'], ['ann 1']])
})

test('a store whose answer was lost may have said that it has forgotten: it is told everything', async () => {
  presence.came(room, ann)
  await presence.report()
  down = true
  await assert.rejects(presence.renew())
  down = false
  await presence.renew()
  await presence.renew()
  assert.deepEqual(told, [['ann 1'], ['ann 1']])
})

test('a page that is loaded again is no leaving; who stays away is gone', async () => {
  presence.came(room, ann)
  await presence.report()
  presence.left(room, ann)
  await presence.report()
  assert.equal(presence.came(room, ann), false)
  presence.left(room, ann)
  now += 3_001
  await presence.report()
  assert.deepEqual(told, [['ann 1'], ['ann 0']])
  assert.equal(presence.came(room, ann), true)
})

test('who was moved to another edge is gone from here at once', async () => {
  presence.came(room, ann)
  await presence.report()
  presence.left(room, ann, true)
  await presence.report()
  assert.deepEqual(told, [['ann 1'], ['ann 0']])
})

function store(): MemberStore {
  return {
    report: async (_edge: EdgeId, presences: readonly Told[]) => {
      if (down) throw new Error('down')
      names.push(...presences.map(({ name }) => name))
      told.push(presences.map(({ viewer, connections }) => `${viewer} ${connections}`))
    },
    renew: async () => {
      if (down) throw new Error('down')
      return known
    },
  } as unknown as MemberStore
}
