// Which gear a lane is to be in: what its lag asks for (gear.ts), or what an operator has pinned.
//
// The lag is taken over a short window, so that one pause of a process shifts nothing. A lane
// goes down only when it is drained, in all its partitions: what is said from then on must not
// overtake what still waits elsewhere, and a slower gear must not begin with a backlog. And only
// when the slower gear can carry what is said now: else it would fall behind, climb again, and
// so on every few seconds. A gear that should have carried it and did not, because a few people
// say most of it and they share a partition, is not tried again under the same load.

import { type Gear, type GearRule, shift, type Transmission, writesAtOnce } from './gear.ts'

/** Three looks at a lane are 0.3 s: longer than a pause for collecting garbage. */
const WINDOW = 3
/** Of the lag at which second gear engages: as much is drained. What is written now is no backlog. */
const DRAINED = 0.1
/** Of the time of a gear's writers: nearly as busy, it would fall behind with every burst. */
const CARRIED = 0.7
/** A lane that climbs so soon after it came down, in `calmMs`, came down too soon. */
const RELAPSE_CALMS = 6
/** Of the load under which it did: so much less may be tried. */
const LESS = 0.9

export type DecisionRule = GearRule & {
  /** Of the log. */
  readonly partitions: number
  /** Writes at once of one partition, in gears 3 and 4, at most. */
  readonly writers: number
}

export type LaneReading = {
  /** The largest that any worker tells. */
  readonly lagMs: number
  /** How many writers in order it would keep busy, over all partitions. */
  readonly load: number
  readonly pinned: Gear | undefined
}

export type Decision = {
  readonly transmission: Transmission
  /** The lags read last. */
  readonly recent: readonly number[]
  /** When it came down last, ms since 1970. */
  readonly cameDownAt: number
  /** The most load of gears that have not carried what they should have. */
  readonly carried: Readonly<Partial<Record<Gear, number>>>
}

/** Of a lane of which nothing is known but its gear. */
export function inGear(gear: Gear): Decision {
  return {
    transmission: { gear, calmSince: undefined },
    recent: Array(WINDOW).fill(0),
    cameDownAt: Number.NEGATIVE_INFINITY,
    carried: {},
  }
}

export function decide(
  before: Decision,
  { lagMs, load, pinned }: LaneReading,
  now: number,
  rule: DecisionRule,
): Decision {
  const { transmission: at, cameDownAt } = before
  const recent = [...before.recent.slice(1), lagMs]
  const next: Transmission = pinned
    ? { gear: pinned, calmSince: undefined }
    : shift(at, Math.min(...recent), now, rule)
  const isDrained = lagMs <= DRAINED * rule.engageMs[0]
  if (next.gear < at.gear) {
    const mayGo = isDrained && (pinned !== undefined || load <= carriedBy(next.gear, before, rule))
    return mayGo
      ? { ...before, transmission: next, recent, cameDownAt: now }
      : { ...before, transmission: at, recent }
  }
  const relapsed = next.gear > at.gear && now - cameDownAt < RELAPSE_CALMS * rule.calmMs
  const carried = relapsed ? { ...before.carried, [at.gear]: LESS * load } : before.carried
  return { transmission: next, recent, cameDownAt, carried }
}

function carriedBy(gear: Gear, { carried }: Decision, { partitions, writers }: DecisionRule) {
  return Math.min(CARRIED * writesAtOnce(gear, partitions, writers), carried[gear] ?? Infinity)
}
