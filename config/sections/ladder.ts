// The degradation ladder: what rooms are spared while the machine or the lanes cannot keep up.
// The steps are in engine/downlink/ladder.ts.

import Type from 'typebox'
import { count, sixSteps, time } from '../setting.ts'

export const LADDER = {
  ladder: Type.Object({
    most: count(
      6,
      'steps',
      { from: 0, to: 6 },
      'The highest step that is taken: 1 likes are told as one, 2 the same text once as "+N", 3 less of low, 4 frames further apart, 5 nobody is told who enters, 6 viewers are asked to speak less. 0: none.',
    ),
    loopDelayMs: sixSteps(
      [100, 150, 200, 300, 400, 600],
      'ms',
      'How late the event loop of the edge is, again and again within a second, when the six steps engage, for all its rooms. An edge that keeps up is late by some ms.',
    ),
    bytesPerSecond: sixSteps(
      [500_000_000, 600_000_000, 700_000_000, 800_000_000, 900_000_000, 1_000_000_000],
      'bytes a second',
      'What the edge writes to viewers when they engage, for all its rooms. A line of 10 Gbit/s carries 1.2 GB/s: an edge with a smaller one wants less here.',
    ),
    lagMs: sixSteps(
      [3_000, 5_000, 7_000, 9_000, 12_000, 15_000],
      'ms',
      'Age of the oldest message that waits in a lane of the room when they engage, for that room. By then the gears have done what they can: see ingest.engageMs.',
    ),
    leavePercent: count(
      50,
      'percent',
      { from: 1, to: 100 },
      'Of what engages a step: below it the step is left, once that has lasted for calmMs.',
    ),
    calmMs: time(
      5_000,
      'How long it must be calm before a step is left, and between one and the next.',
    ),
    lowPercent: count(
      50,
      'percent',
      { from: 1, to: 100 },
      'From step 3 on: how much of what low priority would get it does get.',
    ),
    tickMs: time(
      2_000,
      'From step 4 on frames of a room are at least this far apart. Half the frames are nearly half the work.',
      { from: 50, to: 60_000 },
    ),
    slowMs: time(
      5_000,
      'At step 6: how far apart one viewer’s messages are proposed to be. Clients keep to it; nobody is refused for it.',
    ),
  }),
}
