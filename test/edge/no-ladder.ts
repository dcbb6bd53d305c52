// A ladder that is never climbed: what a test says is shown as it was said, on a busy machine too.

import type { LadderRule } from '../../engine/downlink/ladder.ts'

export const NO_LADDER: LadderRule = {
  most: 0,
  loopDelayMs: [100, 150, 200, 300, 400, 600],
  bytesPerSecond: [10, 20, 30, 40, 50, 60],
  lagMs: [1_000, 2_000, 3_000, 4_000, 5_000, 6_000],
  leavePercent: 50,
  calmMs: 5_000,
  lowPercent: 50,
  tickMs: 2_000,
  slowMs: 5_000,
}
