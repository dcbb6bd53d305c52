// One fault in the middle of a steady flow, and what became of every acknowledged message.
// The tests hold the answer to what is promised; `make bench-faults` prints it.

import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../until.ts'
import { Audience } from './audience.ts'
import { Flow } from './flow.ts'
import type { Stand } from './stand.ts'
import type { Watcher } from './watcher.ts'

export type Fault = {
  readonly name: string
  readonly hit: (stand: Stand) => void | Promise<void>
  /** Gives back what was taken away. */
  readonly mend: (stand: Stand) => void | Promise<void>
  /** How long it stays away; 0: it is never away. */
  readonly awayMs: number
  /** How soon after its return everything is to run again. */
  readonly withinMs: number
  /** Viewers are told that the room is degraded. */
  readonly degrades?: true
}

export type Load = {
  readonly viewers: number
  /** By the application's route. */
  readonly perSecond: number
}

export type Seen = {
  /** Still waiting for an answer at the end; viewers' and the application's. */
  readonly unanswered: number
  readonly acknowledged: number
  /** Nobody knows whether they were taken: they may be archived, or not. */
  readonly unsure: number
  /** From its return until what was sent after it was shown to every viewer. */
  readonly recoveredMs: number
  /** Viewers who had lost their connection; over the SDK, who were told that the room is degraded. */
  readonly reconnected: number
  readonly degraded: number
  /** What is wrong with the frames themselves. */
  readonly complaints: readonly string[]
  /**
   * Over all viewers: acknowledged messages not shown but told of, neither shown nor told of,
   * shown twice, and gifts that were not shown.
   */
  readonly withheld: number
  readonly lost: number
  readonly twice: number
  readonly giftsLost: number
  readonly archived: number
  readonly whole: boolean | null
  /** The longest that a message took to be acknowledged. */
  readonly slowestAckMs: number
  /** The longest from being acknowledged to being shown, to the first viewer. */
  readonly slowestShownMs: number
  readonly noes: ReadonlyMap<string, number>
  /** Why edges ended connections, and how often. */
  readonly byes: Readonly<Record<string, number>>
}

type Manifest = { readonly counts?: { readonly messages: number }; readonly whole?: boolean | null }

/** What comes in and who watches, when nothing else is said. */
const LOAD: Load = { viewers: 300, perSecond: 500 }
const SPEAKERS = 5
const BEFORE_MS = 2_000
const AFTER_MS = 1_000
/** Longer than anybody is promised: how long it took is told. */
const RECOVERY_MS = 90_000
const DRAIN_MS = 60_000
const ARCHIVE_MS = 90_000

export async function trial(
  stand: Stand,
  fault: Fault,
  { viewers, perSecond }: Load = LOAD,
): Promise<Seen> {
  const room = fault.name.replaceAll(/[^a-z]+/gi, '-')
  const stream = await stand.openRoom(room)
  const people = await Audience.enter(stand.cluster.url, room, viewers)
  const { watchers } = people
  const flow = new Flow(stand, room, { speakers: people.speakers(SPEAKERS), perSecond })
  flow.begin()
  try {
    await until(() => flow.acknowledged.size > 0, { what: 'the flow begins' })
    await pause(BEFORE_MS)
    await fault.hit(stand)
    await pause(fault.awayMs)
    await fault.mend(stand)
    const recoveredMs = await recovery(watchers, flow, fault)
    await pause(AFTER_MS)
    await flow.end()
    await drained(watchers, flow)
    const archive = await archived(stand, { room, stream, flow })
    return { ...reckoning(people, flow), ...archive, recoveredMs }
  } finally {
    void flow.end()
    people.leave()
  }
}

/** Until every viewer was shown something sent after the return. */
async function recovery(
  watchers: readonly Watcher[],
  { acknowledged }: Flow,
  { name }: Fault,
): Promise<number> {
  const since = Date.now()
  const isAfter = (id: string) => (acknowledged.get(id)?.sentAt ?? 0) >= since
  const hasShown = ({ latest }: Watcher) => latest().some(isAfter)
  const waiting = new Set(watchers)
  const all = () => {
    for (const watcher of waiting) if (hasShown(watcher)) waiting.delete(watcher)
    return waiting.size === 0
  }
  await until(all, {
    withinMs: RECOVERY_MS,
    what: `everybody is shown what was said after: ${name}`,
  }).catch(
    () => {}, // the reckoning says how it stands
  )
  return all() ? Date.now() - since : Number.POSITIVE_INFINITY
}

/** A gift waits for room in a frame, however long; what else is left out is told of at once. */
async function drained(watchers: readonly Watcher[], flow: Flow): Promise<void> {
  const whole = () =>
    watchers.every(watcher => {
      const { lost, gifts } = missingOf(watcher, flow)
      return lost === 0 && gifts === 0
    })
  await until(whole, { withinMs: DRAIN_MS, what: 'everything is shown' }).catch(() => {})
}

function missingOf({ hasShown, withheld }: Watcher, { acknowledged }: Flow) {
  let [missing, gifts] = [0, 0]
  for (const [id, { isGift }] of acknowledged) {
    if (hasShown(id)) continue
    missing++
    if (isGift) gifts++
  }
  const told = Math.min(missing, withheld())
  return { lost: missing - told, told, gifts }
}

type Kept = { readonly room: string; readonly stream: string; readonly flow: Flow }

async function archived(stand: Stand, { room, stream, flow }: Kept) {
  const closing = () =>
    stand
      .application('DELETE', `/v1/rooms/${room}/stream`)
      .then(({ status }) => status === 200)
      .catch(() => false)
  await until(closing, { withinMs: ARCHIVE_MS, what: 'the stream closes' })
  let told: Manifest = {}
  const isWhole = async () => {
    const answer = await stand
      .application<Manifest>('GET', `/v1/replay/${stream}`)
      .catch(() => undefined)
    if (answer?.status === 200) told = answer.body
    return told.whole && told.counts?.messages === flow.acknowledged.size
  }
  await until(isWhole, { withinMs: ARCHIVE_MS, what: 'the archive is whole' }).catch(() => {})
  return { archived: told.counts?.messages ?? 0, whole: told.whole ?? null }
}

function reckoning(people: Audience, flow: Flow) {
  const { watchers, shownAt } = people
  const sum = (of: (watcher: Watcher) => number) =>
    watchers.reduce((total, watcher) => total + of(watcher), 0)
  return {
    acknowledged: flow.acknowledged.size,
    unanswered: flow.unanswered,
    unsure: flow.unsure,
    byes: counted(watchers.flatMap(watcher => watcher.byes())),
    reconnected: sum(watcher => (watcher.cuts() > 0 ? 1 : 0)),
    degraded: people.degraded(),
    complaints: people.complaints(),
    withheld: sum(watcher => missingOf(watcher, flow).told),
    lost: sum(watcher => missingOf(watcher, flow).lost),
    giftsLost: sum(watcher => missingOf(watcher, flow).gifts),
    twice: sum(watcher => watcher.twice()),
    slowestAckMs: Math.max(
      ...Array.from(flow.acknowledged.values(), ({ sentAt, ackedAt }) => ackedAt - sentAt),
    ),
    slowestShownMs: slowestShownMs(shownAt, flow),
    noes: flow.noes,
  }
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

function slowestShownMs(shownAt: Audience['shownAt'], { acknowledged }: Flow): number {
  let slowest = 0
  for (const [id, { ackedAt }] of acknowledged)
    slowest = Math.max(slowest, (shownAt.get(id) ?? 0) - ackedAt)
  return slowest
}
