import { RedisEdges } from '../../../../engine/adapters/redis/edges.ts'
import { edgesContract } from '../../../contracts/edges.ts'
import { sharedRedis } from '../../../fixtures/shared-redis.ts'

const redis = sharedRedis()

edgesContract(
  'redis',
  async options => new RedisEdges({ ...options, url: redis.url, prefix: redis.newPrefix() }),
)
