import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MessageId, ViewerId } from '../../../engine/ids.ts'
import type { WireMessage } from '../../../engine/wire/message.ts'
import {
  endOf,
  type Manifest,
  messagesInVideo,
  saidBetween,
  segmentsOf,
  touching,
} from '../../../web/replay/manifest.ts'

const AS_IT_WAS = { pauses: [], shiftMs: 0 }
const segments = [0, 1, 2].map(n => ({
  url: `s${n}`,
  from: n * 1_000,
  to: (n + 1) * 1_000,
  count: n === 1 ? 0 : 5,
}))

function message(at: number): WireMessage {
  const from = { id: 'u1' as ViewerId, name: 'A' }
  return { seq: at, id: `m${at}` as MessageId, from, body: {}, at }
}

test('a span needs the segments it touches, but no empty one', () => {
  const urls = (from: number, to: number) => touching(segments, from, to).map(({ url }) => url)
  assert.deepEqual(urls(0, 1), ['s0'])
  assert.deepEqual(urls(999, 2_001), ['s0', 's2'])
  assert.deepEqual(urls(1_000, 2_000), [])
  assert.deepEqual(urls(9_000, 9_001), [])
})

test('a row of the table fills in the address', () => {
  const table = { url: '/s/{generation}/{from}-{to}', rows: [[2_000, 4_000, 7, 3]] }
  const [segment] = segmentsOf(table, AS_IT_WAS)
  assert.deepEqual(segment, { url: '/s/7/2000-4000', from: 2_000, to: 4_000, count: 3 })
})

test('the video has no pauses: segments and messages are where it has them', () => {
  const playback = { pauses: [{ from: 1_000, to: 5_000 }], shiftMs: 100 }
  const rows = [
    [0, 2_000, 1, 3],
    [4_000, 6_000, 1, 1],
  ]
  assert.deepEqual(
    segmentsOf({ url: 's', rows }, playback).map(({ from, to }) => [from, to]),
    [
      [100, 1_100],
      [1_100, 2_100],
    ],
  )
  const told = messagesInVideo([0, 999, 1_000, 4_999, 5_000].map(message), playback)
  assert.deepEqual(
    told.map(({ at }) => at),
    [100, 1_099, 1_100],
  )
})

test('each message is said once, however the span is cut', () => {
  const held = [{ from: 0, to: 1_000, messages: [0, 100, 100, 900].map(message) }]
  const at = (after: number, until: number) => saidBetween(held, after, until).map(({ at }) => at)
  assert.deepEqual([at(-1, 99), at(99, 100), at(100, 5_000)], [[0], [100, 100], [900]])
})

test('a stream that is on is played up to a little before its end', () => {
  const manifest = (live: boolean, durationMs: number): Manifest => ({
    stream: 's',
    room: 'r',
    openedAt: 0,
    live,
    durationMs,
    segments: [],
    playback: AS_IT_WAS,
  })
  assert.deepEqual(
    [manifest(false, 9_000), manifest(true, 9_000), manifest(true, 1_000)].map(endOf),
    [9_000, 5_000, 0],
  )
})
