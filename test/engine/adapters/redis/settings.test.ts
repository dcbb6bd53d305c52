import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisSettings } from '../../../../engine/adapters/redis/settings.ts'
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
