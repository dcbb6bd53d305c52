import { Live } from './live.ts'
import { resume } from './resume.ts'

resume(Live.start)
