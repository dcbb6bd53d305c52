import { MemoryColdStore } from '../../../../engine/adapters/memory/cold-store.ts'
import { coldStoreContract } from '../../../contracts/cold-store.ts'

coldStoreContract('memory', async () => new MemoryColdStore())
