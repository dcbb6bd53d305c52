// Where people are: the edges that are up and what they hold, whether somebody is in a room and by
// which edges, and all rooms somebody is in.

import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import type { KnownEdge } from '../engine/ports/edges.ts'
import type { MemberStore } from '../engine/ports/member-store.ts'
import type { Tally } from '../engine/ports/tallies.ts'
import type { AdminDeps } from './deps.ts'

/** More rooms at once than anybody is in; beyond it the answer says that there are more. */
const MOST_ROOMS = 100

export type EdgeView = Omit<KnownEdge, 'instance' | 'isDraining'> & {
  /** Of all its rooms; missing until it has told. */
  readonly told?: Tally
}
export type EdgesView = { readonly epoch: number; readonly edges: readonly EdgeView[] }

type OnEdge = { readonly edge: EdgeId; readonly connections: number }
export type Whereabouts = { readonly room: RoomId; readonly edges: readonly OnEdge[] }

export async function viewEdges({
  edges,
  tallies,
}: Pick<AdminDeps, 'edges' | 'tallies'>): Promise<EdgesView> {
  const [{ epoch, edges: known }, told] = await Promise.all([edges.now(), tallies.all()])
  const byEdge = new Map(told.map(({ edge, ...tally }) => [edge, tally]))
  return {
    epoch,
    edges: known.map(({ instance, isDraining, ...edge }) => {
      const tally = byEdge.get(edge.id)
      return { ...edge, ...(tally ? { told: tally } : {}) }
    }),
  }
}

export async function whereInRoom(
  { members }: { readonly members: Pick<MemberStore, 'edgesOf'> },
  room: RoomId,
  viewer: ViewerId,
): Promise<Whereabouts & { readonly viewer: ViewerId; readonly isHere: boolean }> {
  const edges = await edgesOf(members, room, viewer)
  return { room, viewer, isHere: edges.length > 0, edges }
}

export async function whereIs(
  { members }: { readonly members: Pick<MemberStore, 'edgesOf' | 'roomsOf'> },
  viewer: ViewerId,
): Promise<{
  readonly viewer: ViewerId
  readonly rooms: readonly Whereabouts[]
  readonly more: boolean
}> {
  const all = await members.roomsOf(viewer)
  const rooms = await Promise.all(
    all.slice(0, MOST_ROOMS).map(async room => {
      return { room, edges: await edgesOf(members, room, viewer) }
    }),
  )
  return { viewer, rooms, more: all.length > MOST_ROOMS }
}

async function edgesOf(
  members: Pick<MemberStore, 'edgesOf'>,
  room: RoomId,
  viewer: ViewerId,
): Promise<OnEdge[]> {
  const edges = [...(await members.edgesOf(room, viewer))]
  return edges
    .map(([edge, connections]) => ({ edge, connections }))
    .sort((a, b) => (a.edge < b.edge ? -1 : 1))
}
