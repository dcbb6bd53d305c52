// What flow tests ask of one process they ask of a cluster too: two room services, three edges,
// two ingest workers and two replay processes, over Kafka, Redis and Postgres.

import { broadcasting } from '../flows/broadcast.ts'
import { crowdMode } from '../flows/crowd-mode.ts'
import { everybodyHears } from '../flows/everybody-hears.ts'
import { type OpenLive, SMALL } from '../flows/live.ts'
import { resume } from '../flows/resume.ts'
import { speaking } from '../flows/speaking.ts'
import { takenBack } from '../flows/taken-back.ts'
import { sharedClusters } from './shared-cluster.ts'

const { open } = sharedClusters()
/** Small rooms are the default in all but name: one cluster is enough for both. */
const SOON = { BARRAGE_REPLAY_LIVE_SEGMENT_MS: '1000', BARRAGE_REPLAY_SETTLE_MS: '0' }
const openSmall: OpenLive = (t, env = { ...SMALL, ...SOON }) => open(t, env)

speaking(openSmall)
everybodyHears(openSmall)
resume(openSmall)
takenBack(openSmall)
broadcasting(openSmall)
crowdMode(open)
