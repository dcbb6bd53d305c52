import { Live } from './live.ts'
import { sdkResume } from './sdk-resume.ts'

sdkResume(Live.start)
