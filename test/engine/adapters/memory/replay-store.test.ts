import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryReplayStore } from '../../../../engine/adapters/memory/replay-store.ts'
import type { SegmentName } from '../../../../engine/ports/replay-store.ts'
import { replayStoreContract } from '../../../contracts/replay-store.ts'
import { STREAM } from '../../../fixtures/message.ts'

replayStoreContract(
  'memory',
  async keepMs => new MemoryReplayStore({ now: Date.now, mostBytes: 100_000, keepMs }),
)

test('what does not fit makes the one not read for longest go', async () => {
  const store = new MemoryReplayStore({ now: () => 0, mostBytes: 10_000, keepMs: 1_000 })
  for (const n of [0, 1]) await store.put(segment(n), new Uint8Array(4_000))
  await store.get(segment(0))
  await store.put(segment(2), new Uint8Array(4_000))
  assert.equal(await store.get(segment(1)), undefined)
  assert.equal((await store.get(segment(0)))?.length, 4_000)
  await store.put(segment(3), new Uint8Array(20_000))
  assert.equal(await store.get(segment(3)), undefined)
})

test('an entry lives to the end of its time and no longer', async () => {
  let now = 0
  const store = new MemoryReplayStore({ now: () => now, mostBytes: 10_000, keepMs: 1_000 })
  await store.put(segment(0), Uint8Array.of(1))
  now = 999
  assert.equal((await store.get(segment(0)))?.length, 1)
  now = 1_998
  assert.equal((await store.get(segment(0)))?.length, 1)
  now = 2_998
  assert.equal(await store.get(segment(0)), undefined)
})

function segment(n: number): SegmentName {
  return { stream: STREAM, from: n * 1_000, to: (n + 1) * 1_000, generation: 1 }
}
