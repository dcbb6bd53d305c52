// Letting somebody in: who it is, which stream is on, which edges have room, and a ticket
// that says so. Joining opens a room's first stream where the settings say that it may.

import type { RoomId } from '../engine/ids.ts'
import type { Refused } from '../engine/refusal.ts'
import type { OpenStream } from '../engine/room.ts'
import { openedAt } from '../engine/stream-id.ts'
import type { JoinAnswer } from '../engine/wire/frames.ts'
import type { ReadToken } from './application-token.ts'
import type { RoomServiceDeps } from './deps.ts'
import { type Claimed, identify, type Person } from './identity.ts'
import type { KnownEdges } from './known-edges.ts'
import type { Openings } from './openings.ts'
import type { RoomWidths } from './room-widths.ts'
import { openStream } from './stream.ts'

/** A reconnecting crowd of 100,000 spreads over half a minute at the most, and tries soon at first. */
const BACKOFF = { baseMs: 500, capMs: 30_000 }
/** An edge registers within its lease; asking again sooner finds nothing new. */
const NO_EDGE_RETRY_MS = 1_000

export type JoinDeps = RoomServiceDeps & {
  readonly readToken: ReadToken
  readonly openings: Openings
  readonly knownEdges: KnownEdges
  readonly widths: RoomWidths
}

export type Joining = {
  readonly room: RoomId
  readonly claimed: Claimed
  /** Whether the application's key came with it. */
  readonly withKey: boolean
  /** Where it came from. */
  readonly address: string
}

export async function joinRoom(deps: JoinDeps, joining: Joining): Promise<JoinAnswer | Refused> {
  const { room, claimed, withKey } = joining
  const now = deps.now()
  const { guestsAllowed, heartbeatMs } = deps.options
  const person = identify(claimed, { ...deps, room, now, withKey, guestsAllowed })
  if ('why' in person) return person
  const edges = await deps.knownEdges.addressesFor(room, await deps.widths.of(room))
  if (edges.length === 0) return { why: 'noEdge', retryMs: NO_EDGE_RETRY_MS }
  const stream = await streamFor(deps, joining, now)
  if ('why' in stream) return stream

  return {
    room,
    stream: stream.id,
    openedAt: openedAt(stream.id),
    open: stream.closedAt === undefined,
    viewer: shown(person),
    ticket: deps.tickets.sign({ room, ...person, edges }, now),
    edges,
    backoff: BACKOFF,
    heartbeatMs,
  }
}

/** The room's stream; one that has ended stays so until the application opens the next. */
async function streamFor(
  deps: JoinDeps,
  { room, withKey, address }: Joining,
  now: number,
): Promise<OpenStream | Refused> {
  const known = (await deps.settings.get(room))?.stream
  if (known) return known
  if (deps.options.openedBy === 'application') return { why: 'unknownRoom' }
  const retryMs = withKey ? 0 : deps.openings.take(address, now)
  if (retryMs > 0) return { why: 'tooManyRooms', retryMs }
  return (await openStream(deps, room)).stream
}

function shown({ viewer: id, name, role }: Person): JoinAnswer['viewer'] {
  return { id, name, role }
}
