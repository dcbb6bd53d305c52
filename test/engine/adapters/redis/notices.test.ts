import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RedisNotices } from '../../../../engine/adapters/redis/notices.ts'
import { noticesContract } from '../../../contracts/notices.ts'
import { STREAM, streamOf } from '../../../fixtures/message.ts'
import { RedisServer } from '../../../fixtures/redis-server.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'
import { until } from '../../../until.ts'

const one = sharedRedis()
const other = sharedRedis()

noticesContract('redis', async () => new RedisNotices({ urls: [one.url], prefix: one.newPrefix() }))

noticesContract(
  'redis, streams spread over two',
  async () => new RedisNotices({ urls: [one.url, other.url], prefix: one.newPrefix() }),
)

test('other processes hear it, over one connection however many streams they watch', async t => {
  const prefix = one.newPrefix()
  const [writer, edge] = [1, 2].map(() => new RedisNotices({ urls: [one.url], prefix }))
  assert.ok(writer && edge)
  t.after(async () => {
    await writer.close()
    await edge.close()
  })
  const listening = async () =>
    `${await one.server.command('CLIENT', 'LIST')}`.match(/notices-heard/g)?.length ?? 0
  const before = await listening()
  const heard = new Set<number>()
  for (let n = 0; n < 20; n++) edge.watch(streamOf(n), () => heard.add(n))
  await until(() => {
    for (let n = 0; n < 20; n++) writer.publish(streamOf(n))
    return heard.size === 20
  })
  assert.equal((await listening()) - before, 1)
})

test('what is published in one turn goes out once for each stream', async t => {
  const notices = new RedisNotices({ urls: [one.url], prefix: one.newPrefix() })
  t.after(() => notices.close())
  let heard = 0
  notices.watch(STREAM, () => heard++)
  await until(() => {
    notices.publish(STREAM)
    return heard > 0
  })
  const calls = async () =>
    Number(
      /cmdstat_publish:calls=(\d+)/.exec(
        `${await one.server.command('INFO', 'commandstats')}`,
      )?.[1],
    )
  const before = await calls()
  heard = 0
  for (let n = 0; n < 100; n++) notices.publish(STREAM)
  await until(() => heard > 0)
  assert.equal((await calls()) - before, 1)
})

test('without Redis nothing waits or throws, and when it is back all is heard again', async t => {
  const server = await RedisServer.start()
  const notices = new RedisNotices({ urls: [server.url], timeoutMs: 300 })
  t.after(async () => {
    await notices.close()
    await server.stop()
  })
  let heard = 0
  const said = () => {
    notices.publish(STREAM)
    return heard > 0
  }
  notices.watch(STREAM, () => heard++)
  await until(said)
  await server.kill()
  await until(() => {
    notices.publish(STREAM)
    return notices.lost > 10
  })
  let alsoHeard = 0
  notices.watch(streamOf(1), () => alsoHeard++)
  await server.restart()
  heard = 0
  await until(said, { withinMs: 2_000 })
  await until(
    () => {
      notices.publish(streamOf(1))
      return alsoHeard > 0
    },
    { withinMs: 2_000 },
  )
})
