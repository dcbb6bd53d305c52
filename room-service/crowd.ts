// A room that outgrows its edges: who joins it then is told where its segments are, instead of
// an edge. How many are on edges is known as of a moment ago, so this costs a join no question.

import { tierFor } from '../engine/downlink/quota.ts'
import type { RoomId } from '../engine/ids.ts'
import { belongsToCrowd } from '../engine/placement/crowd.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import { newRoom, settingsOf } from '../engine/room-defaults.ts'
import { limitsOf } from '../engine/uplink/client-limits.ts'
import type { CrowdPlace } from '../engine/wire/frames.ts'
import type { Person } from './identity.ts'
import type { RoomRecords } from './room-records.ts'

export type CrowdOptions = {
  /** Viewers on edges from which on who joins is the crowd; 0: nobody. */
  readonly above: number
  /** Where segments are pulled from; '': where it joined. */
  readonly url: string
  /** When to join again, at first. */
  readonly againMs: number
  readonly frameBytes: number
}

export type CrowdParts = {
  readonly spreads: Spreads
  readonly records: RoomRecords
  readonly options: { readonly crowd: CrowdOptions }
}

/** Nothing: there is room on an edge. */
export async function crowdPlace(
  { spreads, records, options: { crowd } }: CrowdParts,
  room: RoomId,
  { isInCrowd = false, role }: Person,
): Promise<CrowdPlace | undefined> {
  if (crowd.above === 0) return undefined
  const { edges } = await spreads.of(room)
  const onEdges = [...edges.values()].reduce((sum, many) => sum + many, 0)
  if (!belongsToCrowd(onEdges, crowd.above, isInCrowd)) return undefined
  const settings = settingsOf((await records.get(room)) ?? newRoom(room))
  return {
    url: crowd.url,
    // The tier that the threshold is in, so that all of the crowd pull the same pieces.
    perSecond: Math.ceil(tierFor(settings.quota, crowd.above).perSecond),
    againMs: crowd.againMs,
    viewers: onEdges,
    limits: limitsOf(settings, role, crowd.frameBytes),
  }
}
