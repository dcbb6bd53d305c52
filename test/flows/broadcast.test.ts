import { broadcasting } from './broadcast.ts'
import { Live } from './live.ts'

broadcasting((t, env) => Live.start(t, env))
