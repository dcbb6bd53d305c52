// What the room service is given: the ports, the tickets, and what the config says of it.

import type { Now } from '../engine/clock.ts'
import type { Places } from '../engine/placement/places.ts'
import type { BucketStore } from '../engine/ports/bucket-store.ts'
import type { Budgets } from '../engine/ports/budgets.ts'
import type { Edges } from '../engine/ports/edges.ts'
import type { Jobs } from '../engine/ports/jobs.ts'
import type { Lanes } from '../engine/ports/lanes.ts'
import type { MemberStore } from '../engine/ports/member-store.ts'
import type { MessageLog } from '../engine/ports/message-log.ts'
import type { Orders } from '../engine/ports/orders.ts'
import type { Removals } from '../engine/ports/removals.ts'
import type { Settings } from '../engine/ports/settings.ts'
import type { Tallies } from '../engine/ports/tallies.ts'
import type { Step } from '../engine/uplink/step.ts'
import type { Tickets } from '../http/ticket.ts'
import type { CrowdOptions } from './crowd.ts'
import type { EdgeCheckParts } from './edge-check.ts'
import type { GrayRelease } from './seating.ts'
import type { SpeechPacesParts } from './speech-paces.ts'

export type RoomServiceDeps = {
  readonly settings: Settings
  readonly edges: Edges
  readonly places: Places
  readonly members: MemberStore
  readonly orders: Orders
  readonly budgets: Budgets
  readonly log: Pick<MessageLog, 'append' | 'partitions'>
  readonly tickets: Tickets
  /** What the application's messages climb: the uplink's steps. */
  readonly steps: readonly Step[]
  readonly now: Now
  /** Numbers in [0, 1) that nobody can guess: guests are told apart by them. */
  readonly random: () => number
  /** Told what the steps changed on the way. */
  readonly count: (what: string, times?: number) => void
  /** Told what became of rooms' budgets by what is said without an edge. */
  readonly budgeted: SpeechPacesParts['count']
  /** Told of everybody who is let in: to an edge, or to a room's crowd. */
  readonly joined: (where: 'edge' | 'crowd') => void
  /** An edge that cannot be given rooms, and why not: to be logged. */
  readonly unconfirmed: EdgeCheckParts['unconfirmed']
  /** A failure nobody else was told of: to be logged. */
  readonly fault: (failure: unknown) => void
  readonly options: RoomServiceOptions
}

export type RoomServiceOptions = {
  readonly applicationKey: string
  readonly guestsAllowed: boolean
  readonly openedBy: 'application' | 'first-join'
  /** Rooms one address may open by joining within an hour. */
  readonly roomsPerGuest: number
  readonly heartbeatMs: number
  /** How often the rooms' budgets are asked for. */
  readonly budgetMs: number
  /** Viewers of one room that one edge takes before the room spreads to the next. */
  readonly viewersPerEdge: number
  /** Joins a second that this process takes. */
  readonly joinsPerSecond: number
  readonly gray: GrayRelease
  readonly broadcasts: {
    /** That this process takes. */
    readonly perMinute: number
    /** Over how long one is spread that does not say. */
    readonly spreadMs: number
  }
  readonly crowd: CrowdOptions
  /** Whether an edge is asked, at the address it gives, who it is. */
  readonly confirmEdges: boolean
}

export type AdminDeps = {
  readonly settings: Settings
  readonly members: MemberStore
  readonly edges: Edges
  readonly orders: Orders
  readonly log: Pick<MessageLog, 'append' | 'partitions'>
  readonly removals: Pick<Removals, 'reported'>
  readonly jobs: Pick<Jobs, 'list'>
  readonly operatorKey: string
  readonly now: Now
  readonly random: () => number
  readonly options: ModerationOptions
  readonly lanes: Pick<Lanes, 'read' | 'pin'>
  /** What viewers were shown, by the edges that showed it. */
  readonly tallies: Pick<Tallies, 'of' | 'all'>
  /** What was stored, where this process can tell. */
  readonly buckets: Pick<BucketStore, 'read'> | undefined
}

export type ModerationOptions = {
  /** How long the answer to a moderator waits for everybody who keeps copies. */
  readonly answerMs: number
  /** Whether who is erased is deleted at once; else it is hidden until the law lets go. */
  readonly deletes: boolean
}
