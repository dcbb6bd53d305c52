import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryBucketStore } from '../../../../engine/adapters/memory/bucket-store.ts'
import { START } from '../../../../engine/cursor.ts'
import { byPriority } from '../../../../engine/message.ts'
import { bucketStoreContract } from '../../../contracts/bucket-store.ts'
import { encoded, NOON, STREAM, streamOf } from '../../../fixtures/message.ts'

let epochs = 0
const newEpoch = () => `e${++epochs}`

bucketStoreContract('memory', async options => new MemoryBucketStore({ ...options, newEpoch }))

test('a stream that is silent and empty is let go, one that is not stays', async () => {
  let now = NOON
  const store = new MemoryBucketStore({ now: () => now, newEpoch, dedupeMs: 1_000, keepMs: 20_000 })
  await store.write(STREAM, [encoded('a')])
  now += 15_000
  await store.write(streamOf(1), [])
  assert.notEqual(await epochOf(store), '')
  now += 15_000
  await store.write(streamOf(1), [])
  assert.equal(await epochOf(store), '')
})

async function epochOf(store: MemoryBucketStore): Promise<string> {
  return (
    await store.read(
      STREAM,
      START,
      byPriority(() => 1),
    )
  ).epoch
}
