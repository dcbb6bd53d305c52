import { everybodyHears } from './everybody-hears.ts'
import { Live } from './live.ts'

everybodyHears(Live.start)
