// What an edge is given: the ports, the settings, and who hears of what goes wrong.

import type { Now } from '../engine/clock.ts'
import type { Fault } from '../engine/fault.ts'
import type { Places } from '../engine/placement/places.ts'
import type { BucketStore } from '../engine/ports/bucket-store.ts'
import type { Budgets } from '../engine/ports/budgets.ts'
import type { Edges } from '../engine/ports/edges.ts'
import type { Lanes } from '../engine/ports/lanes.ts'
import type { MemberStore } from '../engine/ports/member-store.ts'
import type { Notices } from '../engine/ports/notices.ts'
import type { Orders } from '../engine/ports/orders.ts'
import type { Removals } from '../engine/ports/removals.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { Tallies } from '../engine/ports/tallies.ts'
import type { RoomSettings } from '../engine/room.ts'
import type { Context, Step } from '../engine/uplink/step.ts'
import type { Tickets } from '../http/ticket.ts'
import type { EdgeCounts } from './counts.ts'
import type { EdgeOptions } from './options.ts'

export type EdgeParts = {
  readonly options: EdgeOptions
  readonly buckets: BucketStore
  readonly members: MemberStore
  readonly budgets: Budgets
  readonly tallies: Tallies
  readonly notices: Notices
  readonly orders: Orders
  readonly removals: Pick<Removals, 'report'>
  readonly settings: Settings
  readonly edges: Edges
  readonly lanes: Pick<Lanes, 'read'>
  readonly places: Places
  readonly defaults: RoomSettings
  readonly tickets: Tickets
  readonly steps: readonly Step[]
  readonly counts: EdgeCounts
  /** Told what the steps changed on a message's way up. */
  readonly screened: Context['count']
  readonly now: Now
  /** In [0, 1). */
  readonly random: () => number
  /** A failure nobody else was told of: to be logged. */
  readonly fault: (failure: unknown) => void
  /** This edge is another process's by now: nothing it does counts any more. */
  readonly replaced: (fault: Fault) => void
}
