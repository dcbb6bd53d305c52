import { RedisRemovals } from '../../../../engine/adapters/redis/removals.ts'
import { removalsContract } from '../../../contracts/removals.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()

removalsContract(
  'redis',
  async () => new RedisRemovals({ url: redis.url, prefix: redis.newPrefix() }),
)
