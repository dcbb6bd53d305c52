// Which gear a lane is to be in: what its lag asks for (gear.ts), or what an operator has pinned.
//
// The lag is taken over a short window, so that one pause of a process shifts nothing. A lane
// goes down only when it is drained, in all its partitions: what is said from then on must not
// overtake what still waits elsewhere, and a slower gear must not begin with a backlog.

import { type Gear, type GearRule, shift, type Transmission } from './gear.ts'

/** Three looks at a lane are 0.3 s: longer than a pause for collecting garbage. */
const WINDOW = 3
/** Of the lag at which second gear engages: as much is drained. What is written now is no backlog. */
const DRAINED = 0.1

export type LaneReading = {
  /** The largest that any worker tells. */
  readonly lagMs: number
  readonly pinned: Gear | undefined
}

export type Decision = {
  readonly transmission: Transmission
  /** The lags read last. */
  readonly recent: readonly number[]
}

/** Of a lane of which nothing is known but its gear. */
export function inGear(gear: Gear): Decision {
  return { transmission: { gear, calmSince: undefined }, recent: Array(WINDOW).fill(0) }
}

export function decide(
  { transmission: at, recent: before }: Decision,
  { lagMs, pinned }: LaneReading,
  now: number,
  rule: GearRule,
): Decision {
  const recent = [...before.slice(1), lagMs]
  const next: Transmission = pinned
    ? { gear: pinned, calmSince: undefined }
    : shift(at, Math.min(...recent), now, rule)
  const mustWait = next.gear < at.gear && lagMs > DRAINED * rule.engageMs[0]
  return { transmission: mustWait ? at : next, recent }
}
