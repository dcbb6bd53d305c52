import { RedisTallies } from '../../../../engine/adapters/redis/tallies.ts'
import { talliesContract } from '../../../contracts/tallies.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()

talliesContract(
  'redis',
  async options => new RedisTallies({ ...options, url: redis.url, prefix: redis.newPrefix() }),
)
