// The past: how it is written down and how it is told.

import Type from 'typebox'
import { count, flag, time } from '../setting.ts'
import { REPLAY_DRIVER } from './drivers.ts'

export const REPLAY = {
  archiver: Type.Object({
    batchRows: count(
      1_000,
      'rows',
      { from: 1, to: 20_000 },
      'One transaction holds up to this many: few enough that it is short, many enough that its cost is shared.',
    ),
    batchMs: time(500, 'A batch waits this long for more rows: what replay lags behind at least.'),
  }),
  replay: Type.Object({
    ...REPLAY_DRIVER,
    sharesRedis: flag(
      false,
      false,
      'Whether replay.url may be a Redis that something live uses too. Players who seek would then slow down rooms.',
    ),
    segmentMs: time(
      10_000,
      'How much time one segment covers. Seeking loads one; longer ones are fewer requests.',
      { from: 1_000 },
    ),
    settleMs: time(
      5_000,
      'A segment is told once it has been over for this long, so that stragglers are in it and it never changes.',
      { from: 0 },
    ),
    cacheBytes: count(
      67_108_864,
      'bytes',
      { from: 1_048_576, to: 17_179_869_184 },
      'Segments kept in this process, ready to send.',
    ),
  }),
}
