// What a run is to be: the scenario, with what the command line asked for over what it asks
// for itself; everything looked at once, before anything begins.

import { Fault } from '../../engine/fault.ts'
import { parseRoomId } from '../../engine/ids.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import { type Allowed, checkServer } from '../allowed-host.ts'
import type { Moment, Scenario } from '../scenario.ts'

/** A crowd is bounded, whatever was typed. */
const MOST_VIEWERS = 200_000
const MOST_SECONDS = 7 * 86_400
const MOST_RATE = 100_000

/** As the command line has it. */
export type Asked = Allowed & {
  readonly server: string
  readonly viewers?: number | undefined
  readonly seconds?: number | undefined
  readonly rate?: number | undefined
  readonly seed: number
  readonly room?: string | undefined
  /** The application's key, and the operator's; what needs them is left out without. */
  readonly key?: string | undefined
  readonly operatorKey?: string | undefined
  /** Where operators come. */
  readonly admin?: string | undefined
  readonly deflate: boolean
  /** Everybody gets a ticket before anybody connects. */
  readonly ticketsFirst: boolean
  /** Joins are made with the application's key. */
  readonly joinByKey: boolean
  readonly processes?: number | undefined
  readonly serverPids: readonly number[]
  readonly edgePid?: number | undefined
}

export type Plan = Asked & {
  readonly name: string
  readonly scenario: Scenario
  readonly viewers: number
  readonly seconds: number
  readonly rate: number
  readonly room: string
}

/** @throws Fault `bad-config` that says what is wrong, and how it is meant */
export function planOf(name: string, scenario: Scenario, asked: Asked): Plan {
  const { usual } = scenario
  const { viewers = usual.viewers, seconds = usual.seconds, rate = usual.rate } = asked
  checkServer(asked.server, asked)
  within('--viewers', viewers, MOST_VIEWERS)
  within('--seconds', seconds, MOST_SECONDS)
  within('--rate', rate, MOST_RATE)
  const room =
    asked.room ?? `load-${name.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 32)}-${Date.now()}`
  if (!parseRoomId(room)) throw new Fault('bad-config', `--room ${room}: ${REFUSALS.badRoom.text}`)
  if (rate > 0 && needsKey(scenario) && !asked.key) throw new Fault('bad-config', NO_KEY)
  return { ...asked, name, scenario, viewers, seconds, rate, room }
}

const NO_KEY =
  'the application says what is said in this scenario, and its key is not known: give --key, or run it where Barrage keeps its data folder'

function needsKey({ says = [{ weight: 1 }] }: Scenario): boolean {
  return says.some(({ by = 'application' }) => by === 'application')
}

/** The moment at a second of the run. */
export function momentAt({ seconds, viewers, rate }: Plan, second: number): Moment {
  return { second, seconds, viewers, rate }
}

/** How many are to be there at a second of the run; those of the first come in before the talk. */
export function viewersAt(plan: Plan, second: number): number {
  return Math.round(plan.scenario.present?.(momentAt(plan, second)) ?? plan.viewers)
}

function within(option: string, value: number, most: number): void {
  if (!(value >= 0 && value <= most))
    throw new Fault('bad-config', `${option} ${value}: a number up to ${most}`)
}
