// Those who mean harm, in a process of their own: so many of each kind, each again a moment
// after it was ended, until told to stop; then it tells how they were ended. Or, when it is to
// be frozen, it fills with viewers who will not be heard of again.

import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { dialect } from '../crowd/barrage-dialect.ts'
import { add } from '../crowd/counts.ts'
import type { Door } from '../crowd/dialect.ts'
import { ABUSES, type Abuse, type AbuseName } from './abuses.ts'
import { Line } from './line.ts'
import { type WayIn, wayIn } from './way-in.ts'

export type AbuseTask = {
  readonly server: string
  readonly room: string
  readonly key?: string | undefined
  readonly each: number
  /** Enters `each` viewers, says so, and waits to be frozen. */
  readonly frozen: boolean
}
/** How many came, and how the server ended them: by close code, status, or `cut off`. */
export type Abused = Readonly<Record<string, { opened: number; ended: Record<string, number> }>>
export type AbuseNews = { readonly ready: true } | { readonly abused: Abused }

const AGAIN_MS = 1_000
/** What is still on its way to its end has a moment. */
const LAST_MS = 2_000

process.once('message', task => void begin(task as AbuseTask))
process.once('disconnect', () => process.exit())

async function begin(task: AbuseTask): Promise<void> {
  const { frozen, each } = task
  const doors = await Promise.all(Array.from({ length: each }, (_, n) => doorOf(task, n)))
  if (frozen) await Promise.all(doors.map(door => Line.enter(dialect, door)))
  else void harm(doors)
  process.send?.({ ready: true } satisfies AbuseNews)
}

async function harm(doors: readonly Door[]): Promise<void> {
  const stop = new AbortController()
  setMaxListeners(0, stop.signal) // as many as do harm
  process.once('message', () => stop.abort())
  const abused: Record<string, { opened: number; ended: Record<string, number> }> = {}
  const names = Object.keys(ABUSES) as AbuseName[]
  const all = names.flatMap(name => {
    const counted = { opened: 0, ended: {} }
    abused[name] = counted
    return doors.map(door => again(ABUSES[name], wayIn(door, stop.signal), counted))
  })
  await new Promise(resolve => stop.signal.addEventListener('abort', resolve))
  await Promise.race([Promise.all(all), pause(LAST_MS)])
  for (const one of Object.values(abused)) leftOpen(one)
  process.send?.({ abused } satisfies AbuseNews)
}

async function again(
  abuse: Abuse,
  way: WayIn,
  counted: { opened: number; ended: Record<string, number> },
): Promise<void> {
  while (!way.signal.aborted) {
    counted.opened++
    add(counted.ended, await abuse(way))
    await pause(AGAIN_MS)
  }
}

function leftOpen({ opened, ended }: { opened: number; ended: Record<string, number> }): void {
  const over = Object.values(ended).reduce((sum, one) => sum + one, 0)
  if (opened > over) add(ended, 'not ended yet', opened - over)
}

function doorOf({ server, room, key }: AbuseTask, n: number): Promise<Door> {
  return dialect.join({ server, room, key }, 900_000 + n, undefined)
}
