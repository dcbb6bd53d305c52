// Rooms as an edge takes them on and lets go of them, with a clock turned by hand.

import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { newEdgeCounts } from '../../edge/counts.ts'
import { Edge } from '../../edge/edge.ts'
import type { Held } from '../../edge/live-rooms.ts'
import type { Line, Viewer } from '../../edge/session.ts'
import { MemoryBucketStore } from '../../engine/adapters/memory/bucket-store.ts'
import { MemoryBudgets } from '../../engine/adapters/memory/budgets.ts'
import { MemoryEdges } from '../../engine/adapters/memory/edges.ts'
import { MemoryLanes } from '../../engine/adapters/memory/lanes.ts'
import { MemoryMemberStore } from '../../engine/adapters/memory/member-store.ts'
import { MemoryNotices } from '../../engine/adapters/memory/notices.ts'
import { MemoryOrders } from '../../engine/adapters/memory/orders.ts'
import { MemoryRemovals } from '../../engine/adapters/memory/removals.ts'
import { MemorySettings } from '../../engine/adapters/memory/settings.ts'
import { MemoryTallies } from '../../engine/adapters/memory/tallies.ts'
import type { Cursor } from '../../engine/cursor.ts'
import type { EdgeId, RoomId, ViewerId } from '../../engine/ids.ts'
import { byPriority } from '../../engine/message.ts'
import { Places } from '../../engine/placement/places.ts'
import { NOBODY } from '../../engine/placement/spreads.ts'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import { makeTickets } from '../../http/ticket.ts'
import { NO_LADDER } from '../fixtures/ladder-rule.ts'
import { encoded, NOON, ROOM, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'
import { FakeTransport } from './fake-transport.ts'

const ANN: Viewer = { id: 'ann' as ViewerId, name: 'Ann', role: 'viewer', guest: true }
const BIG = { ...NOBODY, count: { connections: 500, viewers: 500, guests: 500 } }

let now: number
let buckets: MemoryBucketStore
let members: MemoryMemberStore
let settings: MemorySettings
let edge: Edge
let faults: number

beforeEach(async () => {
  now = NOON
  faults = 0
  buckets = new MemoryBucketStore({ now: () => now, newEpoch: () => 'e1' })
  members = new MemoryMemberStore({ now: () => now, leaseMs: 60_000 })
  settings = new MemorySettings()
  await settings.update(ROOM, record => ({ ...record, stream: { id: STREAM } }))
  edge = makeEdge()
  await edge.start('ws://127.0.0.1:1')
})

afterEach(() => edge.stop())

test('a big room that was let go of is read anew when somebody comes back', async () => {
  await say('first')
  const { cursor } = (await bigRoom()).room
  now += 20_000
  await until(() => edge.rooms.size === 0)
  await say('second')
  const { room } = await bigRoom()
  const everything = byPriority(() => 10)
  const missed = edge.windows.answer(room, window => window.read(cursor as Cursor, everything))
  assert.deepEqual(
    missed?.whitelist.messages.map(({ id }) => id),
    ['second'],
  )
})

test('members that cannot be counted keep nobody from being swept', async () => {
  members.spread = () => Promise.reject(new Error('down'))
  const other = 'other' as RoomId
  await settings.update(other, record => ({ ...record, stream: { id: STREAM } }))
  await edge.rooms.open(ROOM)
  await edge.rooms.open(other)
  now += 20_000
  await edge.rooms.open(ROOM)
  await until(() => faults > 0 && edge.rooms.size === 1)
})

test('a room whose record changes while it is being opened has what is in force', async () => {
  const seeking = heldBack()
  const opening = edge.rooms.open(ROOM)
  await until(() => seeking.begun)
  await settings.update(ROOM, record => ({ ...record, stream: { id: STREAM, closedAt: now } }))
  const refreshed = edge.rooms.refresh(ROOM)
  seeking.goOn()
  await refreshed
  assert.equal((await opening)?.room.open, false)
})

test('who resumes while the store is away has what mattered once it is back', async () => {
  await say('first')
  const held = (await edge.rooms.open(ROOM)) as Held
  const read = buckets.read.bind(buckets)
  buckets.read = () => Promise.reject(new Error('down'))
  const transport = new FakeTransport()
  const cursor = { epoch: 'e1', whitelist: 0, high: 0, low: 0 }
  edge.enter({ held, viewer: ANN, ticketUntil: now, cursor }, transport)
  await until(() => faults > 0)
  buckets.read = read
  const { frames } = transport
  await until(() => frames.some(frame => frame.includes('"past"') && frame.includes('first')))
})

test('a connection that has stood is told that it may beat slower, and is not taken for gone', async () => {
  const transport = new FakeTransport()
  const held = (await edge.rooms.open(ROOM)) as Held
  const line = edge.enter({ held, viewer: ANN, ticketUntil: now, cursor: undefined }, transport)
  const beats = [20_000, 20_000, 20_000, 25_000].map(ms => {
    now += ms
    edge.heard(line as Line, Buffer.from('{"t":"ping"}'))
    return JSON.parse(transport.frames.at(-1) ?? '').nextMs
  })
  assert.deepEqual(beats, [10_000, 10_000, 25_000, 25_000])
  assert.equal(transport.isOpen, true)
})

test('a big room in which nothing is said hears of its count now and then, with a word at once', async () => {
  let [viewers, reads] = [500, 0]
  const nowhere = { edges: new Map(), width: 1 }
  members.spread = async () => ({ ...BIG.count, ...nowhere, viewers })
  const read = buckets.read.bind(buckets)
  buckets.read = (...asked) => {
    reads++
    return read(...asked)
  }
  await settings.update(ROOM, record => ({ ...record, changed: { tickMs: 100 } }))
  const held = await bigRoom()
  const transport = new FakeTransport()
  edge.enter({ held, viewer: ANN, ticketUntil: now, cursor: undefined }, transport)
  const told = (many: number) => until(() => transport.frames.some(hasCount(many)))
  const count = (many: number) => {
    viewers = many
    edge.rooms.counted(held, { ...BIG, count: { ...BIG.count, viewers } })
  }
  await told(500)
  count(501)
  const before = reads
  await until(() => reads >= before + 3)
  assert.ok(!transport.frames.some(hasCount(501)))
  await say('something')
  await told(501)
  count(502)
  now += 5_000
  await told(502)
})

test('who holds it up when it ends is told of, and costs nobody the goodbye', async () => {
  edges.leave = () => Promise.reject(new Error('down'))
  await edge.stop()
  assert.equal(faults, 1)
})

const edges = new MemoryEdges({ now: () => now, leaseMs: 60_000 })

function makeEdge(): Edge {
  return new Edge({
    buckets,
    members,
    tallies: new MemoryTallies({ now: () => now, leaseMs: 60_000 }),
    budgets: new MemoryBudgets({ now: () => now, everyMs: 100 }),
    settings,
    edges,
    lanes: new MemoryLanes({ now: () => now, leaseMs: 60_000 }),
    notices: new MemoryNotices(),
    removals: new MemoryRemovals(),
    orders: new MemoryOrders(),
    defaults: ROOM_DEFAULTS,
    places: new Places(edges, () => now, ''),
    tickets: makeTickets({ key: 'k'.repeat(32), ttlMs: 60_000 }),
    steps: [],
    counts: newEdgeCounts(),
    screened: () => {},
    now: () => now,
    random: () => 0,
    fault: () => faults++,
    replaced: () => {},
    options: {
      id: 'e1' as EdgeId,
      instance: 'i1',
      region: '',
      labels: [],
      isGray: false,
      capacity: 1_000,
      viewersPerEdge: 500,
      drainMs: 1_000,
      movesPerSecond: 100,
      moveOrder: 'busiest',
      entering: { allBelow: 0, sampledBelow: 0, perSecond: 1 },
      heartbeatMs: 10_000,
      heartbeatMostMs: 25_000,
      silentMs: 30_000,
      unreadFrames: 30,
      unsentBytes: 65_536,
      frameBytes: 4_096,
      framesPerSecond: 20,
      budgetMs: 100,
      roomsPerConnection: 3,
      bigFrom: 200,
      smallBelow: 150,
      pollMs: 3_000,
      cacheBytes: 1_048_576,
      sweepMs: 5,
      chunk: 256,
      leaseMs: 60_000,
      highPatienceMs: 5_000,
      ladder: NO_LADDER,
    },
  })
}

function hasCount(many: number) {
  return (frame: string) => frame.includes('"batch"') && frame.includes(`"viewers":${many}`)
}

async function bigRoom(): Promise<Held> {
  const held = (await edge.rooms.open(ROOM)) as Held
  edge.rooms.counted(held, BIG)
  await edge.windows.prepare(held.room)
  return held
}

async function say(text: string): Promise<void> {
  await buckets.write(STREAM, [encoded(text, { priority: 'whitelist', at: now })])
}

/** The next read waits until it may go on. */
function heldBack(): { readonly begun: boolean; readonly goOn: () => void } {
  const read = buckets.read.bind(buckets)
  const held = { begun: false, goOn: () => {} }
  const gate = new Promise<void>(resolve => {
    held.goOn = resolve
  })
  buckets.read = async (...asked) => {
    held.begun = true
    await gate
    return read(...asked)
  }
  return held
}
