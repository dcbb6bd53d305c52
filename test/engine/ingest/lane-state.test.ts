import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RoomId, WorkerId } from '../../../engine/ids.ts'
import { type LaneState, laneStates, topLanes } from '../../../engine/ingest/lane-state.ts'
import { laneOf } from '../../../engine/partition.ts'

const [LOBBY, GIFTS, HALL] = [
  laneOf('lobby' as RoomId, 'danmaku'),
  laneOf('lobby' as RoomId, 'gift'),
  laneOf('hall' as RoomId, 'danmaku'),
]
const worker = 'w1' as WorkerId

test('what partitions tell of a lane is one state, with its gear and what is pinned', () => {
  const states = laneStates({
    reports: [
      { worker, lane: LOBBY, partition: 0, lagMs: 700, waiting: 5, writers: 1, load: 0.5 },
      { worker, lane: LOBBY, partition: 1, lagMs: 900, waiting: 2, writers: 3, load: 0.25 },
    ],
    gears: new Map([[LOBBY, 4]]),
    pins: new Map([[GIFTS, 1]]),
  })
  assert.deepEqual(states, [
    { lane: LOBBY, gear: 4, lagMs: 900, waiting: 7, writers: 4, load: 0.75 },
    { lane: GIFTS, gear: 1, pinned: 1, lagMs: 0, waiting: 0, writers: 0, load: 0 },
  ])
})

test('the lanes that need it most come first, and no more than so many', () => {
  const state = { waiting: 0, writers: 0, load: 0 }
  const states: LaneState[] = [
    { lane: GIFTS, gear: 1, lagMs: 9_000, ...state },
    { lane: HALL, gear: 3, lagMs: 10, ...state },
    { lane: LOBBY, gear: 3, lagMs: 2_000, ...state },
  ]
  assert.deepEqual(
    topLanes(states, 2).map(({ lane }) => lane),
    [LOBBY, HALL],
  )
})
