import { giftThroughFlood } from './gift-through-flood.ts'
import { Live } from './live.ts'

giftThroughFlood(Live.start)
