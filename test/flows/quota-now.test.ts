import { Live } from './live.ts'
import { quotaNow } from './quota-now.ts'

quotaNow(Live.start)
