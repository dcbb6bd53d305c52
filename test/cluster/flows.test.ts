// What flow tests ask of one process they ask of a cluster too: two room services, three edges,
// two ingest workers and two replay processes, over Kafka, Redis and Postgres.

import { broadcasting } from '../flows/broadcast.ts'
import { crowdMode } from '../flows/crowd-mode.ts'
import { everybodyHears } from '../flows/everybody-hears.ts'
import { giftThroughFlood } from '../flows/gift-through-flood.ts'
import { limits } from '../flows/limits.ts'
import { BIG, type OpenLive, SMALL } from '../flows/live.ts'
import { playAndReplay } from '../flows/play-and-replay.ts'
import { polling } from '../flows/polling.ts'
import { priorities } from '../flows/priorities.ts'
import { quotaNow } from '../flows/quota-now.ts'
import { resume } from '../flows/resume.ts'
import { sdkPolling } from '../flows/sdk-polling.ts'
import { sdkResume } from '../flows/sdk-resume.ts'
import { skipping } from '../flows/skipped.ts'
import { speaking } from '../flows/speaking.ts'
import { streamEnds } from '../flows/stream-ends.ts'
import { takenBack } from '../flows/taken-back.ts'
import { sharedClusters } from './shared-cluster.ts'
import { SpreadLive } from './spread-live.ts'
import { strictOrder } from './strict-order.ts'

const { open } = sharedClusters()
const SOON = { BARRAGE_REPLAY_LIVE_SEGMENT_MS: '1000', BARRAGE_REPLAY_SETTLE_MS: '0' }

/** A cluster of big rooms for who asks for those, one of small rooms for everybody else. */
const openSized: OpenLive = (t, env = SMALL) => {
  const size = env.BARRAGE_EDGE_BIG_ROOM_ENTER === BIG.BARRAGE_EDGE_BIG_ROOM_ENTER ? BIG : SMALL
  return open(t, { ...size, ...SOON })
}
/** The same, with every room on all edges. */
const openSpread = SpreadLive.over(openSized)

speaking(openSpread)
everybodyHears(openSized)
resume(openSized)
takenBack(openSized)
broadcasting(openSized)
priorities(openSpread)
quotaNow(openSized)
giftThroughFlood(openSpread, 'stored')
streamEnds(openSpread)
skipping(openSpread)
sdkResume(openSized)
limits(openSpread)
polling(openSpread)
sdkPolling(openSized)
playAndReplay(openSized)
strictOrder(openSpread)
crowdMode(open)
