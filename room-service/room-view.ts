// What an operator sees: the rooms in short, one room in full, and who is in it.

import { START } from '../engine/cursor.ts'
import { parseRoomId, type RoomId } from '../engine/ids.ts'
import { type LaneState, laneStates } from '../engine/ingest/lane-state.ts'
import { type ByPriority, byPriority } from '../engine/message.ts'
import { laneOf } from '../engine/partition.ts'
import type { Count, Member } from '../engine/ports/member-store.ts'
import type { EdgeTally, Tally } from '../engine/ports/tallies.ts'
import type { Refused } from '../engine/refusal.ts'
import type { RoomRecord } from '../engine/room.ts'
import { settingsOf } from '../engine/room-defaults.ts'
import { openedAt } from '../engine/stream-id.ts'
import type { InForce } from './change.ts'
import type { AdminDeps } from './deps.ts'

type StreamView = {
  readonly id: string
  readonly openedAt: number
  readonly closedAt?: number
}
/** A room's lane, by its kind. */
type LaneView = Omit<LaneState, 'lane'> & { readonly kind: string }
type Added = Omit<Tally, 'since'>
type RoomLine = { readonly room: RoomId; readonly stream?: StreamView; readonly members: Count }

export type RoomsPage = {
  readonly rooms: readonly RoomLine[]
  /** Give it as `after` for the next page; missing on the last. */
  readonly next?: RoomId
}

export type RoomView = RoomLine &
  InForce & {
    /** What differs from the defaults. */
    readonly changed: RoomRecord['changed']
    readonly lanes: readonly LaneView[]
    /** The highest step of the degradation ladder that one of its edges has it on. */
    readonly ladder: number
    /** Of the stream, as far as it can be told. */
    readonly stored?: ByPriority<number>
    /** By edge; added up beside it. */
    readonly edges: readonly EdgeTally[]
  } & Partial<Added>

export async function viewRooms(
  { settings, members }: Pick<AdminDeps, 'settings' | 'members'>,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<RoomsPage | Refused> {
  const from = parseRoomId(after)
  if (after !== undefined && !from) return { why: 'badRoom', detail: 'after' }
  const records = await settings.list({ ...(from ? { after: from } : {}), limit })
  const rooms = await Promise.all(records.map(record => line(record, members)))
  const last = records.length === limit ? records.at(-1)?.room : undefined
  return { rooms, ...(last ? { next: last } : {}) }
}

export async function viewRoom(deps: AdminDeps, room: RoomId): Promise<RoomView | Refused> {
  const record = await deps.settings.get(room)
  if (!record) return { why: 'unknownRoom' }
  const { version, changed } = record
  return {
    ...(await line(record, deps.members)),
    version,
    settings: settingsOf(record),
    changed,
    lanes: lanesOf(room, laneStates(await deps.lanes.read())),
    ladder: await ladderOf(deps, room),
    ...(await storedOf(deps, record)),
    ...addedUp(await deps.tallies.of(room)),
  }
}

export async function viewMembers(
  { members }: Pick<AdminDeps, 'members'>,
  room: RoomId,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly count: Count; readonly members: readonly Member[] }> {
  return { count: await members.count(room), members: await members.list(room, page) }
}

async function line(
  { room, stream }: RoomRecord,
  members: AdminDeps['members'],
): Promise<RoomLine> {
  const count = await members.count(room)
  if (!stream) return { room, members: count }
  return { room, stream: { ...stream, openedAt: openedAt(stream.id) }, members: count }
}

/** Numbers are dense: the last one given is how many there were. */
async function storedOf(
  { buckets }: Pick<AdminDeps, 'buckets'>,
  { stream }: RoomRecord,
): Promise<{ readonly stored?: ByPriority<number> }> {
  if (!buckets || !stream) return {}
  const nothing = byPriority(() => 0)
  const reading = await buckets.read(stream.id, START, nothing)
  return { stored: byPriority(priority => reading[priority].last) }
}

function addedUp(edges: readonly EdgeTally[]): Partial<Added> & Pick<RoomView, 'edges'> {
  if (edges.length === 0) return { edges }
  const sum = (of: (edge: Tally) => number) => edges.reduce((all, edge) => all + of(edge), 0)
  return {
    shown: byPriority(priority => sum(({ shown }) => shown[priority])),
    withheld: byPriority(priority => sum(({ withheld }) => withheld[priority])),
    deliveries: sum(({ deliveries }) => deliveries),
    edges,
  }
}

function lanesOf(room: RoomId, lanes: readonly LaneState[]): LaneView[] {
  const ours = laneOf(room, '')
  return lanes
    .filter(({ lane }) => lane.startsWith(ours))
    .map(({ lane, ...state }) => ({ kind: lane.slice(ours.length), ...state }))
}

/** An edge names the rooms that do not stand where it stands itself. */
async function ladderOf(
  { edges, members }: Pick<AdminDeps, 'edges' | 'members'>,
  room: RoomId,
): Promise<number> {
  const [known, spread] = await Promise.all([edges.now(), members.spread(room)])
  const steps = known.edges.map(({ id, load: { ladder } }) => {
    const ofEdge = spread.edges.has(id) ? ladder?.step : undefined
    return ladder?.rooms[room] ?? ofEdge ?? 0
  })
  return Math.max(0, ...steps)
}
