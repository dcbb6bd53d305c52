// Letting somebody in: who it is, which stream is on, which edges have room, and a ticket
// that says so. Joining opens a room's first stream where the settings say that it may.
//
// A join of a room that is known asks no database, and Redis once a second at the most, how the
// room is spread: everything else is known as of a moment ago.

import type { EdgeId, RoomId } from '../engine/ids.ts'
import type { Spreads } from '../engine/placement/spreads.ts'
import type { Refused } from '../engine/refusal.ts'
import type { OpenStream } from '../engine/room.ts'
import { openedAt } from '../engine/stream-id.ts'
import type { JoinAnswer } from '../engine/wire/frames.ts'
import type { ReadToken } from './application-token.ts'
import { crowdPlace } from './crowd.ts'
import type { RoomServiceDeps } from './deps.ts'
import type { EdgeCheck } from './edge-check.ts'
import { type Claimed, identify, type Person } from './identity.ts'
import type { JoinBudget } from './join-budget.ts'
import type { RoomOpener } from './room-opener.ts'
import type { RoomRecords } from './room-records.ts'
import type { Asking, Seating, Seats } from './seating.ts'

/** A reconnecting crowd of 100,000 spreads over half a minute at the most, and tries soon at first. */
const BACKOFF = { baseMs: 500, capMs: 30_000 }
/** An edge registers within its lease; asking again sooner finds nothing new. */
const NO_EDGE_RETRY_MS = 1_000
const NO_SEATS: Seats = { edges: [], epoch: 0 }

export type JoinDeps = RoomServiceDeps & {
  readonly readToken: ReadToken
  readonly opener: RoomOpener
  readonly budget: JoinBudget
  readonly records: RoomRecords
  readonly seating: Seating
  readonly spreads: Spreads
  readonly edgeCheck: EdgeCheck
}

export type Joining = {
  readonly room: RoomId
  readonly claimed: Claimed
  /** Where the viewer is, as it says. */
  readonly region: string | undefined
  /** The edge that it is to be on; believed with the key alone. */
  readonly edge: EdgeId | undefined
  /** Whether the application's key came with it. */
  readonly withKey: boolean
  /** Where it came from. */
  readonly address: string
}

export async function joinRoom(deps: JoinDeps, joining: Joining): Promise<JoinAnswer | Refused> {
  const { room, claimed, edge, withKey } = joining
  if (edge && !withKey) return { why: 'badKey', detail: 'edge: only the application can say so' }
  const now = deps.now()
  const { tickets, readToken, random, options } = deps
  const { guestsAllowed, heartbeatMs } = options
  const door = { room, now, withKey, guestsAllowed, tickets, readToken, random }
  const person = identify(claimed, door)
  if ('why' in person) return person
  // Who is of the crowd sees the room already: it comes after who does not.
  const retryMs = deps.budget.take(person.isBack === true && !person.isInCrowd)
  if (retryMs > 0) return { why: 'joinsBusy', retryMs }
  const crowd = edge ? undefined : await crowdPlace(deps, room, person)
  const { edges, epoch } = crowd ? NO_SEATS : await seatsFor(deps, joining, person)
  if (!crowd && edges.length === 0) return { why: 'noEdge', retryMs: NO_EDGE_RETRY_MS }
  const stream = await streamFor(deps, joining)
  if ('why' in stream) return stream

  deps.joined(crowd ? 'crowd' : 'edge')
  const { viewer, name, role, level, guest } = person
  return {
    room,
    stream: stream.id,
    openedAt: openedAt(stream.id),
    open: stream.closedAt === undefined,
    viewer: { id: viewer, name, role },
    ticket: tickets.sign(
      {
        ...{ room, viewer, name, role, guest },
        ...(crowd ? { crowd: true } : { epoch }),
        ...(level === undefined ? {} : { level }),
        ...(edge ? { pinned: true } : {}),
        edges: edges.map(({ id }) => id),
      },
      now,
    ),
    edges: edges.map(({ url }) => url),
    ...(crowd ? { crowd } : {}),
    backoff: BACKOFF,
    heartbeatMs,
  }
}

async function seatsFor(
  { seating, edgeCheck }: JoinDeps,
  { room, region = '', edge: pinned }: Joining,
  { viewer, group = '' }: Person,
): Promise<Seats> {
  const asking: Asking = { room, viewer, region, group, pinned }
  const seats = await seating.seatsFor(asking)
  if (seats.edges.length > 0) return seats
  await edgeCheck.look() // the first may just be coming up
  return seating.seatsFor(asking)
}

/** The room's stream; one that has ended stays so until the application opens the next. */
async function streamFor(
  { records, options, opener }: JoinDeps,
  { room, withKey, address }: Joining,
): Promise<OpenStream | Refused> {
  const known = (await records.get(room))?.stream
  if (known) return known
  if (options.openedBy === 'application') return { why: 'unknownRoom' }
  return opener.open(room, withKey ? undefined : address)
}
