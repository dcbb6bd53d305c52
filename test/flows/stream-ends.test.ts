import { Live } from './live.ts'
import { streamEnds } from './stream-ends.ts'

streamEnds(Live.start)
