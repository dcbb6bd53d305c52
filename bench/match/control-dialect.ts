// The control speaks as Barrage does, and lets everybody in.

import { dialect as barrage } from '../../loadtest/crowd/barrage-dialect.ts'
import { peerDialect } from './peer-dialect.ts'

export const dialect = peerDialect('/', barrage)
