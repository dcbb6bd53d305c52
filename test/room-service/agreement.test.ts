// Two room services over one Redis, and the edges beside them: all come to the same ring, the
// same width and the same places, whoever asks first.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisEdges } from '../../engine/adapters/redis/edges.ts'
import { RedisMemberStore } from '../../engine/adapters/redis/member-store.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { Places } from '../../engine/placement/places.ts'
import { Spreads } from '../../engine/placement/spreads.ts'
import { Seating } from '../../room-service/seating.ts'
import { NOON } from '../fixtures/message.ts'
import { sharedRedis } from '../fixtures/shared-redis.ts'
import { edgeReport } from '../fixtures/up-edges.ts'

const redis = sharedRedis()
const ROOMS = Array.from({ length: 200 }, (_, n) => `room-${n}` as RoomId)
const HOT = 'hot' as RoomId
const VIEWERS_PER_EDGE = 20

test('two room services agree on the ring and on widths, also when edges come and go', async t => {
  const clock = { ms: NOON }
  const prefix = redis.newPrefix()
  const process = () => {
    const now = () => clock.ms
    const options = { now, leaseMs: 60_000, prefix }
    const edges = new RedisEdges({ ...options, url: redis.url })
    const members = new RedisMemberStore({ ...options, urls: [redis.url] })
    t.after(() => Promise.all([edges.close(), members.close()]))
    const places = new Places(edges, now, '')
    const spreads = new Spreads({ members, places, viewersPerEdge: VIEWERS_PER_EDGE, now })
    return { edges, members, places, spreads, seating: new Seating(places, spreads, NO_GRAY) }
  }
  const [one, other] = [process(), process()]
  const up = async (id: string, { edges } = one) => {
    await edges.register(edgeReport(id))
    await edges.confirm(edgeReport(id))
  }

  const agree = async (ids: string[]) => {
    clock.ms += 1_000
    const [ours, theirs] = [await one.places.current(), await other.places.current()]
    assert.equal(ours.epoch, theirs.epoch)
    assert.deepEqual([ours.ring.edges, theirs.ring.edges], [ids, ids])
    for (const room of ROOMS) assert.deepEqual(ours.ring.place(room, 3), theirs.ring.place(room, 3))
    const widths = await Promise.all([one, other].map(({ spreads }) => spreads.of(HOT)))
    assert.equal(widths[0]?.width, widths[1]?.width)
    const seats = await Promise.all(
      [one, other].map(({ seating }) => seating.seatsFor({ ...ASKING, room: ROOMS[0] as RoomId })),
    )
    assert.deepEqual(seats[0]?.edges, seats[1]?.edges)
    return widths[0]?.width
  }
  const sit = (edge: string, from: number, to: number) => {
    const viewers = Array.from({ length: to - from }, (_, n) => `v${from + n}` as ViewerId)
    const more = { room: HOT, name: 'n', guest: true, connections: 1, since: 0 }
    return one.members.report(
      edge as EdgeId,
      viewers.map(viewer => ({ ...more, viewer })),
    )
  }

  for (const id of ['a', 'b']) await up(id)
  await up('c', other)
  assert.equal(await agree(['a', 'b', 'c']), 1)
  await sit('a', 0, 50)
  assert.equal(await agree(['a', 'b', 'c']), 3)
  await up('d')
  await one.edges.leave(edgeReport('b'))
  await sit('d', 50, 75)
  assert.equal(await agree(['a', 'c', 'd']), 4)
  await one.members.leave('a' as EdgeId)
  assert.equal(await agree(['a', 'c', 'd']), 2)
  const { width } = await other.members.spread(HOT)
  assert.equal(width, 2)
})

const NO_GRAY = { label: '', percent: 0 }
const ASKING = { viewer: 'v' as ViewerId, region: '', group: '', pinned: undefined }
