// The step of the ladder that a room stands on: an operator's, or the higher of those that the
// edge and the room's lanes ask for. Everybody is told when it changes, and the room's frames
// follow with the next turn.

import { type LadderRule, reliefOf, type Step } from '../engine/downlink/ladder.ts'
import { AUTO_STEP } from '../engine/room.ts'
import type { LiveRoom } from './live-room.ts'
import type { Pulse } from './pulse.ts'

/** @param edgeStep what the strain on the edge asks for, for all its rooms */
export function spare(
  { room, pulse }: { readonly room: LiveRoom; readonly pulse: Pick<Pulse, 'restart'> },
  edgeStep: Step,
  rule: LadderRule,
): void {
  const { step, fixedTickMs, tickMs } = room
  room.step = stepOf(room, edgeStep)
  if (room.step === step) return
  room.relief = reliefOf(room.step, rule)
  room.tellAll({
    ladder: room.step,
    slowMs: room.relief.slowMs,
    ...(room.tickMs === tickMs ? {} : { tickMs: room.tickMs }),
  })
  if (room.fixedTickMs !== fixedTickMs) pulse.restart()
}

function stepOf({ settings, rung }: LiveRoom, edgeStep: Step): Step {
  if (settings.ladder !== AUTO_STEP) return settings.ladder
  return rung.step > edgeStep ? rung.step : edgeStep
}
