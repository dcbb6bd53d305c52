import { MemoryBudgets } from '../../../../engine/adapters/memory/budgets.ts'
import { budgetsContract } from '../../../contracts/budgets.ts'

budgetsContract('memory', async options => new MemoryBudgets(options))
