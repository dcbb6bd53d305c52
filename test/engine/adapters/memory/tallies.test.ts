import { MemoryTallies } from '../../../../engine/adapters/memory/tallies.ts'
import { talliesContract } from '../../../contracts/tallies.ts'

talliesContract('memory', async options => new MemoryTallies(options))
