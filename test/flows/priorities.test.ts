import { Live } from './live.ts'
import { priorities } from './priorities.ts'

priorities(Live.start)
