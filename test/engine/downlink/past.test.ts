import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cursor } from '../../../engine/cursor.ts'
import { pastBefore, pastSince } from '../../../engine/downlink/past.ts'
import type { MessageId, StreamId } from '../../../engine/ids.ts'
import { PRIORITIES, type Priority, type Stored } from '../../../engine/message.ts'
import type { Slice } from '../../../engine/ports/bucket-store.ts'

const NONE: Slice = { messages: [], first: 1, last: 0 }
const at = (whitelist: number, high: number, low: number): Cursor => ({
  epoch: 'e',
  whitelist,
  high,
  low,
})

test('somebody who comes back is given what lies between the cursors, sorted by time', () => {
  const reading = {
    epoch: 'e',
    whitelist: slice('whitelist', [1, 2]),
    high: NONE,
    low: slice('low', [4, 5, 6]),
  }
  const past = pastSince(at(1, 0, 3), at(2, 0, 5), reading)
  assert.deepEqual(names(past.messages), ['whitelist 2', 'low 4', 'low 5'])
  assert.deepEqual([past.cursor, past.more], [at(2, 0, 5), false])
})

test('low that was not read is withheld, whitelist that was not reached comes next', () => {
  const reading = {
    epoch: 'e',
    whitelist: { ...slice('whitelist', [1, 2]), last: 9 },
    high: NONE,
    low: slice('low', [8, 9]),
  }
  const past = pastSince(at(0, 0, 0), at(9, 0, 9), reading)
  assert.deepEqual([past.cursor, past.more], [at(2, 0, 9), true])
  assert.deepEqual(past.withheld, { whitelist: 0, high: 0, low: 7 })
})

test('what the bucket has let go of is told as withheld', () => {
  const reading = {
    epoch: 'e',
    whitelist: NONE,
    high: { messages: [], first: 8, last: 7 },
    low: NONE,
  }
  const past = pastSince(at(0, 3, 0), at(0, 7, 0), reading)
  assert.deepEqual([past.withheld.high, past.cursor.high, past.more], [4, 7, false])
  assert.deepEqual(past.trimmed, { whitelist: 0, high: 4, low: 0 })
})

test('what is held and not given is withheld, and not trimmed', () => {
  const low = { ...slice('low', [8, 9]), first: 4 }
  const past = pastSince(at(0, 0, 1), at(0, 0, 9), { epoch: 'e', whitelist: NONE, high: NONE, low })
  assert.deepEqual([past.withheld.low, past.trimmed.low], [6, 2])
  const held = pastSince(at(0, 0, 5), at(0, 0, 9), { epoch: 'e', whitelist: NONE, high: NONE, low })
  assert.deepEqual([held.withheld.low, held.trimmed.low], [2, 0])
})

test('history is the newest of all buckets together, and says where the older ones are', () => {
  const reading = {
    epoch: 'e',
    whitelist: slice('whitelist', [1]),
    high: slice('high', [2, 3]),
    low: slice('low', [4, 5, 6]),
  }
  const past = pastBefore(at(1, 3, 6), reading, 4)
  assert.deepEqual(names(past.messages), ['high 3', 'low 4', 'low 5', 'low 6'])
  assert.deepEqual([past.prev, past.cursor, past.more], [at(1, 2, 3), at(1, 3, 6), true])
})

test('a reading of other numbers than the room has tells nothing', () => {
  const reading = { epoch: 'f', whitelist: NONE, high: NONE, low: slice('low', [1, 2]) }
  for (const past of [
    pastSince(at(0, 0, 1), at(0, 0, 9), reading),
    pastBefore(at(0, 0, 1), reading, 5),
  ])
    assert.deepEqual([past.messages, past.prev, past.cursor], [[], at(0, 0, 1), at(0, 0, 1)])
})

test('in every answer cursor − prev = delivered + withheld', () => {
  const reading = {
    epoch: 'e',
    whitelist: slice('whitelist', [5]),
    high: slice('high', [2, 4]),
    low: slice('low', [7, 9]),
  }
  for (const past of [
    pastSince(at(0, 1, 2), at(6, 4, 9), reading),
    pastBefore(at(6, 4, 9), reading, 3),
  ])
    for (const priority of PRIORITIES) {
      const delivered = past.messages.filter(m => m.priority === priority).length
      const moved = past.cursor[priority] - past.prev[priority]
      assert.equal(moved, delivered + past.withheld[priority], priority)
    }
})

function slice(priority: Priority, seqs: number[]): Slice {
  const messages = seqs.map(seq => stored(priority, seq))
  return { messages, first: seqs[0] ?? 1, last: seqs.at(-1) ?? 0 }
}

function stored(priority: Priority, seq: number): Stored {
  const id = `${priority} ${seq}` as MessageId
  return { id, stream: 's' as StreamId, priority, seq, at: seq, wire: '…' }
}

function names(messages: readonly Stored[]): string[] {
  return messages.map(({ id }) => id)
}
