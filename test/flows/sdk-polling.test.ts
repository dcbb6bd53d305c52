import { Live } from './live.ts'
import { sdkPolling } from './sdk-polling.ts'

sdkPolling(Live.start)
