import { Live } from './live.ts'
import { skipping } from './skipped.ts'

skipping(Live.start)
