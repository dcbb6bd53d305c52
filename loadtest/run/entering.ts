// Lets the crowd in: everybody joins and connects, as people do; or first all get tickets and
// then all connect, so that what each costs is seen apart.

import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../engine/fault.ts'
import { summed } from '../crowd/counts.ts'
import type { Crowd } from '../crowd/crowd.ts'
import type { Report } from '../crowd/orders.ts'
import type { Result } from '../result.ts'

const POLL_MS = 20
/** Nobody more has come in for so long: something is wrong. */
const STUCK_MS = 20_000

export type Entering = {
  /** Newcomers a second; as fast as they get in when left out. */
  readonly arrivals?: number | undefined
  readonly ticketsFirst: boolean
  readonly signal: AbortSignal
}

export type Entered = Pick<Result['entering'], 'viewers' | 'joinsPerSecond' | 'connectsPerSecond'>

export async function letIn(
  crowd: Crowd,
  viewers: number,
  { arrivals, ticketsFirst, signal }: Entering,
): Promise<Entered> {
  let began = performance.now()
  let joinsPerSecond: number | undefined
  if (ticketsFirst) {
    crowd.tickets(viewers)
    const ticketed = await reaches(() => crowd.total(one => one.ticketed), viewers, signal)
    joinsPerSecond = perSecond(ticketed, performance.now() - began)
    began = performance.now()
  }
  crowd.present(viewers, arrivals)
  const present = await reaches(() => crowd.total(one => one.present), viewers, signal)
  const connectsPerSecond = perSecond(present, performance.now() - began)
  if (present === 0 && viewers > 0) throw new Fault('server-refused', nobody(failedIn(crowd)))
  return { viewers: present, joinsPerSecond, connectsPerSecond }
}

/** Entries that failed, by why, since the crowd was made. */
export function failedIn(crowd: Crowd): Readonly<Record<string, number>> {
  return summed(reportsOf(crowd).map(({ counts }) => counts)).failed
}

/** Who is not in the room hears nothing, and no latency tells of it. */
export function leftOut({ first, last, entering }: LeftOut): string[] {
  const { viewers, absent, failed } = entering
  const why = Object.entries(failed).map(([what, times]) => `${what} (${times} times)`)
  const because = why.length > 0 ? `: ${why.join(', ')}` : ''
  return [
    ...(first > viewers ? [`${first - viewers} of ${first} did not come in${because}`] : []),
    ...(absent > 0 ? [`${absent} of ${last} were not there at the end${because}`] : []),
  ]
}

export type LeftOut = {
  /** How many were to be there, before the talk and at its end. */
  readonly first: number
  readonly last: number
  readonly entering: Pick<Result['entering'], 'viewers' | 'absent' | 'failed'>
}

/** @returns how far it came, when it came no further */
async function reaches(count: () => number, goal: number, signal: AbortSignal): Promise<number> {
  let [most, movedAt] = [count(), performance.now()]
  while (most < goal && !signal.aborted && performance.now() - movedAt < STUCK_MS) {
    await pause(POLL_MS)
    const now = count()
    if (now > most) movedAt = performance.now()
    most = Math.max(most, now)
  }
  return most
}

function reportsOf({ reports }: Crowd): Report[] {
  return reports.filter((one): one is Report => one !== undefined)
}

function perSecond(count: number, tookMs: number): number {
  return Math.round((count / Math.max(1, tookMs)) * 1_000)
}

function nobody(failed: Readonly<Record<string, number>>): string {
  const [why] = Object.entries(failed).sort(([, a], [, b]) => b - a)
  return `nobody of the crowd was let in${why ? `: ${why[0]}` : ''}`
}
