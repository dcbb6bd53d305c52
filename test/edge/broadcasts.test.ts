import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Broadcast, Broadcasts } from '../../edge/broadcasts.ts'
import { newEdgeCounts } from '../../edge/counts.ts'
import { LiveRoom } from '../../edge/live-room.ts'
import type { Held } from '../../edge/live-rooms.ts'
import type { RoomId, ViewerId } from '../../engine/ids.ts'
import type { Message } from '../../engine/message.ts'
import type { Refused } from '../../engine/refusal.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import type { Step } from '../../engine/uplink/step.ts'
import { NOON, STREAM } from '../fixtures/message.ts'

const SPREAD_MS = 10_000
const NOTICE: Broadcast = {
  type: 'broadcast',
  from: NOON,
  spreadMs: SPREAD_MS,
  said: {
    ...{ cid: 'c1', kind: 'notice', body: { text: 'in ten minutes' } },
    from: { id: 'system' as ViewerId, name: 'System' },
  },
}

function edge(size = 200) {
  const clock = { ms: NOON }
  const rooms = Array.from({ length: size }, (_, n) => {
    const record = { room: `r${n}` as RoomId, stream: { id: STREAM }, changed: {}, version: 1 }
    return new LiveRoom(record, ROOM_DEFAULTS)
  })
  const said: Message[] = []
  const log: { refuses: Refused | undefined } = { refuses: undefined }
  const append: Step = climber => {
    if (log.refuses) return log.refuses
    said.push(climber.message)
    return climber
  }
  const held = () => rooms.map(room => ({ room }) as Held)
  const counts = newEdgeCounts()
  const broadcasts = new Broadcasts({
    rooms: { all: () => held().values(), get: id => held().find(({ room }) => room.id === id) },
    ...{ steps: [append], counts, now: () => clock.ms },
  })
  const turnTo = async (ms: number) => {
    clock.ms = NOON + ms
    await broadcasts.beat()
  }
  return { broadcasts, counts, log, rooms, said, turnTo }
}

test('each room is told once, at a moment of its own, evenly over the time', async () => {
  const { broadcasts, counts, said, turnTo } = edge()
  broadcasts.begin(NOTICE)
  const perTenth: number[] = []
  for (let ms = 1_000; ms <= SPREAD_MS; ms += 1_000) {
    const before = said.length
    await turnTo(ms)
    perTenth.push(said.length - before)
  }
  await turnTo(SPREAD_MS + 1_000)
  assert.equal(new Set(said.map(({ room }) => room)).size, 200)
  assert.equal(said.length, 200)
  assert.ok(Math.max(...perTenth) < 45, perTenth.join(' '))
  assert.equal(counts.broadcasts.get('said'), 200)
  assert.deepEqual([said[0]?.kind, said[0]?.priority], ['notice', 'whitelist'])
})

test('on every edge a room has the same moment, and is told the same message', async () => {
  const [one, two] = [edge(), edge()]
  for (const { broadcasts, turnTo } of [one, two]) {
    broadcasts.begin(NOTICE)
    await turnTo(SPREAD_MS / 2)
  }
  assert.ok(one.said.length > 50 && one.said.length < 150)
  assert.deepEqual(
    one.said.map(({ id }) => id),
    two.said.map(({ id }) => id),
  )
})

test('an order that comes late is made up for, at once', async () => {
  const { broadcasts, said, turnTo } = edge()
  broadcasts.begin(NOTICE)
  await turnTo(SPREAD_MS * 2)
  assert.equal(said.length, 200)
})

test('a room whose stream has ended is told nothing', async () => {
  const { broadcasts, rooms, said, turnTo } = edge(2)
  ;(rooms[0] as LiveRoom).open = false
  broadcasts.begin({ ...NOTICE, spreadMs: 0 })
  await turnTo(1)
  assert.deepEqual(
    said.map(({ room }) => room),
    ['r1'],
  )
})

test('while the log is away rooms are tried again, for a minute', async () => {
  const { broadcasts, log, said, turnTo } = edge(3)
  broadcasts.begin({ ...NOTICE, spreadMs: 0 })
  log.refuses = { why: 'unavailable', retryMs: 1_000 }
  await turnTo(1)
  await turnTo(5_000)
  log.refuses = undefined
  await turnTo(6_000)
  assert.equal(said.length, 3)
  broadcasts.begin({ ...NOTICE, spreadMs: 0 })
  log.refuses = { why: 'unavailable', retryMs: 1_000 }
  await turnTo(6_001)
  await turnTo(70_000)
  log.refuses = undefined
  await turnTo(70_001)
  assert.equal(said.length, 3)
})

test('when too many are under way the oldest gives way', async () => {
  const { broadcasts, said, turnTo } = edge(1)
  for (let n = 0; n < 25; n++)
    broadcasts.begin({ ...NOTICE, said: { ...NOTICE.said, cid: `c${n}` } })
  await turnTo(SPREAD_MS)
  assert.equal(said.length, 20)
})
