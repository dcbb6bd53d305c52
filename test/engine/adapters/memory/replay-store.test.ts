import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryReplayStore } from '../../../../engine/adapters/memory/replay-store.ts'
import { replayStoreContract } from '../../../contracts/replay-store.ts'

replayStoreContract(
  'memory',
  async () => new MemoryReplayStore({ now: Date.now, mostBytes: 100_000 }),
)

test('what does not fit makes the one not read for longest go', async () => {
  const store = new MemoryReplayStore({ now: () => 0, mostBytes: 10_000 })
  for (const key of ['a', 'b']) await store.put(key, new Uint8Array(4_000), 1_000)
  await store.get('a')
  await store.put('c', new Uint8Array(4_000), 1_000)
  assert.equal(await store.get('b'), undefined)
  assert.equal((await store.get('a'))?.length, 4_000)
  await store.put('huge', new Uint8Array(20_000), 1_000)
  assert.equal(await store.get('huge'), undefined)
})

test('an entry lives to the end of its time and no longer', async () => {
  let now = 0
  const store = new MemoryReplayStore({ now: () => now, mostBytes: 10_000 })
  await store.put('a', Uint8Array.of(1), 1_000)
  now = 999
  assert.equal((await store.get('a'))?.length, 1)
  now = 1_000
  assert.equal(await store.get('a'), undefined)
})
