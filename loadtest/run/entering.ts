// Lets the crowd in: first everybody gets a ticket, then all connect, so that what each costs
// is seen apart.

import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../engine/fault.ts'
import { summed } from '../crowd/counts.ts'
import type { Crowd } from '../crowd/crowd.ts'
import type { Report } from '../crowd/orders.ts'
import type { Result } from '../result.ts'

const POLL_MS = 20
/** Nobody more has come in for so long: something is wrong. */
const STUCK_MS = 20_000

export async function letIn(
  crowd: Crowd,
  viewers: number,
  { arrivals, signal }: { readonly arrivals: number | undefined; readonly signal: AbortSignal },
): Promise<Result['entering']> {
  const began = performance.now()
  crowd.tickets(viewers)
  const ticketed = await reaches(() => crowd.total(one => one.ticketed), viewers, signal)
  const joined = performance.now()
  crowd.present(viewers, arrivals)
  const present = await reaches(() => crowd.total(one => one.present), viewers, signal)
  const connected = performance.now()
  const { failed } = summed(reportsOf(crowd).map(({ counts }) => counts))
  if (present === 0 && viewers > 0) throw new Fault('server-refused', nobody(failed))
  return {
    viewers: present,
    joinsPerSecond: perSecond(ticketed, joined - began),
    connectsPerSecond: perSecond(present, connected - joined),
    failed,
  }
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
