import { MemoryEdges } from '../../../../engine/adapters/memory/edges.ts'
import { edgesContract } from '../../../contracts/edges.ts'

edgesContract('memory', async options => new MemoryEdges(options))
