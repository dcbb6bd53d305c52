import { MemoryMemberStore } from '../../../../engine/adapters/memory/member-store.ts'
import { memberStoreContract } from '../../../contracts/member-store.ts'

memberStoreContract('memory', async options => new MemoryMemberStore(options))
