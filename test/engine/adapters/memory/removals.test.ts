import { MemoryRemovals } from '../../../../engine/adapters/memory/removals.ts'
import { removalsContract } from '../../../contracts/removals.ts'

removalsContract('memory', async () => new MemoryRemovals())
