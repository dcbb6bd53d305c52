// The uplink in one line. The order is the cheapest refusal first, and what costs a sender
// something only after what costs nothing: a message with a bad body takes no token, one
// that is too fast is not searched for words.

import { pace } from './pace.ts'
import { screen } from './screen.ts'
import { shape } from './shape.ts'
import { stamp } from './stamp.ts'
import { standing } from './standing.ts'
import type { Step } from './step.ts'

/** @param append the step that hands it to the log: see `appendTo` */
export function uplinkSteps(append: Step): readonly Step[] {
  return [shape, standing, pace, screen, stamp, append]
}

/** For what is said of a moment that has passed, and bears its time already. */
export function replaySteps(keep: Step): readonly Step[] {
  return [shape, standing, pace, screen, keep]
}
