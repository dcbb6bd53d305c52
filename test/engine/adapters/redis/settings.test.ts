import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { RedisSettings } from '../../../../engine/adapters/redis/settings.ts'
import type { RoomId } from '../../../../engine/ids.ts'
import { settingsContract } from '../../../contracts/settings.ts'
import { ROOM } from '../../../fixtures/message.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()

settingsContract(
  'redis',
  async () => new RedisSettings({ url: redis.url, prefix: redis.newPrefix() }),
)

test('of changes made by several processes at once none is lost', async t => {
  const prefix = redis.newPrefix()
  const processes = [1, 2, 3].map(() => new RedisSettings({ url: redis.url, prefix }))
  t.after(async () => {
    for (const settings of processes) await settings.close()
  })
  const changes = processes.flatMap(settings =>
    Array.from({ length: 10 }, () =>
      settings.update(ROOM, record => ({
        ...record,
        changed: { tickMs: Number(record.changed.tickMs ?? 0) + 1 },
      })),
    ),
  )
  await Promise.all(changes)
  const record = await processes[0]?.get(ROOM)
  assert.deepEqual([record?.changed.tickMs, record?.version], [30, 30])
})

test('of more changes than are told at once the rest follows', async t => {
  const settings = new RedisSettings({ url: redis.url, prefix: redis.newPrefix() })
  t.after(() => settings.close())
  let { mark } = await settings.changes()
  const rooms = Array.from({ length: 1_200 }, (_, n) => `room-${n}` as RoomId)
  await Promise.all(rooms.map(room => settings.update(room, record => ({ ...record }))))
  const told: RoomId[] = []
  for (let n = 0; n < 2; n++) {
    const changes = await settings.changes(mark)
    told.push(...changes.records.map(({ room }) => room))
    mark = changes.mark
  }
  assert.deepEqual(told.sort(), rooms.sort())
  assert.deepEqual((await settings.changes(mark)).records, [])
})

test('after the records were lost, a mark of before is void', async t => {
  const prefix = redis.newPrefix()
  const settings = new RedisSettings({ url: redis.url, prefix })
  const client = new Redis(redis.url)
  t.after(() => Promise.all([settings.close(), client.quit()]))
  await settings.update(ROOM, record => ({ ...record }))
  const { mark } = await settings.changes()
  for (const key of await client.keys(`${prefix}*`)) await client.del(key)
  for (let n = 0; n < 3; n++) await settings.update(ROOM, record => ({ ...record }))
  const after = await settings.changes(mark)
  assert.equal(after.goesOn, false)
  assert.equal((await settings.changes(after.mark)).goesOn, true)
})
