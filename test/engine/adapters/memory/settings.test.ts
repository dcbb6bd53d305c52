import { MemorySettings } from '../../../../engine/adapters/memory/settings.ts'
import { settingsContract } from '../../../contracts/settings.ts'

settingsContract('memory', async () => new MemorySettings())
