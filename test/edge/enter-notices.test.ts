import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { EnterNotices } from '../../edge/enter-notices.ts'
import type { LiveRoom } from '../../edge/live-room.ts'
import type { Viewer } from '../../edge/session.ts'
import type { ViewerId } from '../../engine/ids.ts'
import type { Message } from '../../engine/message.ts'
import { NOBODY } from '../../engine/placement/spreads.ts'
import { NOON, ROOM } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { FakeRooms } from './fake-rooms.ts'

let now: number
let said: Message[]
let faults: unknown[]
let failing: boolean
let notices: EnterNotices

beforeEach(() => {
  now = NOON
  said = []
  faults = []
  failing = false
  notices = new EnterNotices({
    steps: [
      climber => {
        if (failing) throw new Error('down')
        said.push(climber.message)
        return climber
      },
    ],
    options: { allBelow: 10, sampledBelow: 100, perSecond: 2 },
    now: () => now,
    fault: failure => faults.push(failure),
  })
})

function roomOf(viewers: number, open = true): LiveRoom {
  const room = new FakeRooms().room(ROOM, 0)
  room.spread = { ...NOBODY, count: { connections: viewers, viewers, guests: 0 } }
  room.open = open
  return room
}

const person = (name: string): Viewer => ({
  ...{ id: name as ViewerId, name, role: 'member', level: 3, guest: false },
})
const enter = (room: LiveRoom, many: number) => {
  for (let n = 0; n < many; n++) notices.entered(room, person(`v${n}`))
}

test('who enters a small room is told of, as a message of low priority', () => {
  notices.entered(roomOf(9), person('ann'))
  const [{ kind, priority, from, body, room } = assert.fail()] = said
  assert.deepEqual(
    { kind, priority, body, room },
    {
      ...{ kind: 'enter', priority: 'low', body: {}, room: ROOM },
    },
  )
  assert.deepEqual(from, { id: 'ann', name: 'ann', role: 'member', level: 3 })
})

test('in a middle room so many a second are told of, in a big one nobody', () => {
  const middle = roomOf(10)
  enter(middle, 50)
  assert.equal(said.length, 2)
  now += 1_000
  enter(middle, 50)
  assert.equal(said.length, 4)
  enter(roomOf(100), 50)
  assert.equal(said.length, 4)
})

test('every middle room has its own share', () => {
  enter(roomOf(10), 50)
  enter(roomOf(10), 50)
  assert.equal(said.length, 4)
})

test('who enters twice within a minute is one message, later another', () => {
  const room = roomOf(1)
  for (const at of [0, 59_999, 60_000]) {
    now = NOON + at
    notices.entered(room, person('ann'))
  }
  const [first, again, later] = said.map(({ id }) => id)
  assert.equal(first, again)
  assert.notEqual(first, later)
})

test('after a stream has ended nobody is told of', () => {
  notices.entered(roomOf(1, false), person('ann'))
  assert.deepEqual(said, [])
})

test('a notice that cannot be said is told once, and keeps nobody out', async () => {
  failing = true
  notices.entered(roomOf(1), person('ann'))
  await until(() => faults.length === 1)
})
