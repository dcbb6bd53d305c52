import { Live, type OpenLive } from './live.ts'
import { takenBack } from './taken-back.ts'

/** What was said a moment ago is in a segment soon. */
const SOON = { BARRAGE_REPLAY_LIVE_SEGMENT_MS: '1000', BARRAGE_REPLAY_SETTLE_MS: '0' }
const open: OpenLive = (t, env = {}) => Live.start(t, { ...SOON, ...env })

takenBack(open)
