import { Live } from './live.ts'
import { speaking } from './speaking.ts'

speaking(Live.start)
