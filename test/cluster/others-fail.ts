// What stands beside the edges fails: a room service, and the member store's memory.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { join } from '../../client/join.ts'
import { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'
import { BIG, type MovingStage } from './moving-stage.ts'
import { isSmooth, isWhole } from './moving-whole.ts'

const NEWCOMERS = 20
const WHOLE_MS = 15_000
const PREFIX = 'barrage:{members}'

export function othersFail(stage: () => MovingStage): void {
  test('a room service is killed: who is here does not notice, and newcomers come in by the other', async t => {
    const { cluster } = stage().stand
    const seen = await stage().during(async () => {
      await cluster.kill('room-service-1')
      for (let n = 0; n < NEWCOMERS; n++) {
        const viewer = await Viewer.enter(await join(cluster.url, BIG))
        await viewer.leave()
      }
      await cluster.start('room-service-1')
    })
    isWhole(t, seen)
    isSmooth(seen)
  })

  test('the member store loses everything: the edges tell it again', async t => {
    const { services } = stage().stand
    const redis = new Redis(services.urls.redisLive)
    t.after(() => redis.disconnect())
    const isRight = async (room: string) =>
      (await stage().count(room)).connections === stage().here(room)
    const seen = await stage().during(async () => {
      await until(() => isRight(BIG), { withinMs: WHOLE_MS }).catch(() => {})
      const { connections } = await stage().count(BIG)
      assert.equal(connections, stage().here(BIG), 'the count before')
      const keys = await redis.keys(`${PREFIX}*`)
      assert.ok(keys.length > 0)
      await redis.del(...keys)
      assert.equal((await stage().count(BIG)).connections < stage().here(BIG), true)
      const since = performance.now()
      for (const room of [BIG, 'small-0', 'small-199'])
        await until(() => isRight(room), { withinMs: WHOLE_MS, what: `${room} is whole again` })
      t.diagnostic(`whole again after ${Math.round(performance.now() - since)} ms`)
      await stage().calm()
    })
    isWhole(t, seen)
    isSmooth(seen)
  })
}
