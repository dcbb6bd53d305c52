// Taking back what was said, and giving it back. The log is told first: with it, it is certain
// to happen everywhere. Edges are told by order, so that it is off the screens at once; then
// everybody who keeps copies is waited for, for a while.

import type { RoomId, StreamId, ViewerId } from '../engine/ids.ts'
import { erasurePartition, takedownPartition } from '../engine/partition.ts'
import { ARCHIVE } from '../engine/ports/removals.ts'
import type { Refused } from '../engine/refusal.ts'
import { newStreamId } from '../engine/stream-id.ts'
import type { Takedown, Target } from '../engine/takedown.ts'
import type { AdminDeps } from './deps.ts'
import { type Gathered, gather, livePlaces } from './gather.ts'

export type Aim = {
  readonly room: RoomId
  /** The one that is on, or was last, when it is left out. */
  readonly stream?: StreamId | undefined
  readonly target: Target
}
export type Done = Gathered & { readonly room: RoomId; readonly stream: StreamId }

type Deps = Pick<
  AdminDeps,
  'settings' | 'edges' | 'orders' | 'log' | 'removals' | 'members' | 'now' | 'random' | 'options'
>

export async function takeBack(deps: Deps, aim: Aim): Promise<Done | Refused> {
  const takedown = await append(deps, aim, true)
  if ('why' in takedown) return takedown
  const { act, room, stream, target } = takedown
  const edges = (await deps.edges.now()).edges.map(({ id }) => id)
  await Promise.all(
    edges.map(edge => deps.orders.send(edge, { type: 'recall', act, room, stream, target })),
  )
  return { room, stream, ...(await answer(deps, act, livePlaces(edges))) }
}

/** Viewers of a live room are not shown again what has passed: it comes back in the replay. */
export async function giveBack(deps: Deps, aim: Aim): Promise<Done | Refused> {
  const takedown = await append(deps, aim, false)
  if ('why' in takedown) return takedown
  const { act, room, stream } = takedown
  return { room, stream, ...(await answer(deps, act, [ARCHIVE])) }
}

export async function shiftStream(
  deps: Deps,
  {
    room,
    stream,
    shiftMs,
  }: { readonly room: RoomId; readonly stream: StreamId; readonly shiftMs: number },
): Promise<Done> {
  const [act, at] = [newAct(deps), deps.now()]
  const partition = takedownPartition(room, deps.log.partitions)
  await deps.log.append(partition, { type: 'shift', act, room, stream, shiftMs, at })
  return { room, stream, ...(await answer(deps, act, [ARCHIVE])) }
}

/**
 * Forgets a person. The archive tells in which streams they spoke; of those that are on, what
 * they said is taken out of what is live as well.
 */
export async function erase(
  deps: Deps,
  person: ViewerId,
): Promise<Gathered & { readonly person: ViewerId; readonly rooms: readonly Done[] }> {
  const act = newAct(deps)
  const [until, { deletes }] = [deps.now(), deps.options]
  const partition = erasurePartition(person, deps.log.partitions)
  await deps.log.append(partition, { type: 'erasure', act, person, until, deletes })
  const here = await deps.members.roomsOf(person)
  const target: Target = { of: 'sender', sender: person, until }
  const first = await Promise.all(here.map(room => takeBack(deps, { room, target })))
  const gathered = await answer(deps, act, [ARCHIVE])
  const spoke = gathered.removed.flatMap(({ streams = [] }) => streams)
  const others = spoke.filter(({ room }) => !here.includes(room))
  const rest = await Promise.all(others.map(one => takeBackIfOn(deps, one, target)))
  const rooms = [...first, ...rest].flatMap(done => (done && !('why' in done) ? done : []))
  return { person, ...gathered, rooms }
}

/** What the buckets and edges may still hold: only of a stream that its room had last. */
async function takeBackIfOn(
  deps: Deps,
  { room, stream }: { readonly room: RoomId; readonly stream: StreamId },
  target: Target,
): Promise<Done | Refused | undefined> {
  const record = await deps.settings.get(room)
  return record?.stream?.id === stream ? takeBack(deps, { room, stream, target }) : undefined
}

async function append(deps: Deps, aim: Aim, hides: boolean): Promise<Takedown | Refused> {
  const { room, target } = aim
  const stream = aim.stream ?? (await deps.settings.get(room))?.stream?.id
  if (!stream) return { why: 'unknownRoom' }
  const takedown: Takedown = { act: newAct(deps), room, stream, target, hides, at: deps.now() }
  const partition = takedownPartition(room, deps.log.partitions)
  await deps.log.append(partition, { type: 'takedown', ...takedown })
  return takedown
}

function answer({ removals, options }: Deps, act: string, places: readonly string[]) {
  return gather(removals, { act, places, withinMs: options.answerMs })
}

/** As streams are named: in order of time, and never the same twice. */
function newAct({ now, random }: Pick<Deps, 'now' | 'random'>): string {
  return newStreamId(now(), random)
}
