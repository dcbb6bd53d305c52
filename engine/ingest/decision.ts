// Which gear a lane is to be in: what its lag asks for (gear.ts), or what an operator has pinned.
//
// The lag is taken over a short window, so that one pause of a process shifts nothing. From
// several partitions to one a lane goes only when the others are drained: what is said from
// then on must not overtake what still waits elsewhere.

import { type Gear, type GearRule, isSpread, shift, type Transmission } from './gear.ts'

/** Three looks at a lane are 0.3 s: longer than a pause for collecting garbage. */
const WINDOW = 3

export type LaneReading = {
  /** The largest that any worker tells. */
  readonly lagMs: number
  /** Whether nothing waits outside the lane's home partition. */
  readonly isDrained: boolean
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
  { lagMs, isDrained, pinned }: LaneReading,
  now: number,
  rule: GearRule,
): Decision {
  const recent = [...before.slice(1), lagMs]
  const next: Transmission = pinned
    ? { gear: pinned, calmSince: undefined }
    : shift(at, Math.min(...recent), now, rule)
  const narrows = next.gear < at.gear && isSpread(at.gear) && !isSpread(next.gear)
  return { transmission: narrows && !isDrained ? at : next, recent }
}
