import { MemoryLanes } from '../../../../engine/adapters/memory/lanes.ts'
import { lanesContract } from '../../../contracts/lanes.ts'

lanesContract('memory', async options => new MemoryLanes(options))
