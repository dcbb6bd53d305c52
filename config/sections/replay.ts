// The past: how it is written down and how it is told.

import Type from 'typebox'
import { count, flag, longTime, time } from '../setting.ts'
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
      'How much time one segment covers: whole seconds. Seeking loads one; longer ones are fewer requests.',
      { from: 1_000, to: 600_000 },
    ),
    liveSegmentMs: time(
      2_000,
      'The same for the newest of a stream that is on: who follows it through segments is behind by this and replay.settleMs. replay.segmentMs is a multiple of it.',
      { from: 1_000, to: 600_000 },
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
    storeMs: time(3_600_000, 'How long a segment stays in replay.url that nobody asks for.', {
      from: 1_000,
    }),
    readsAtOnce: count(
      4,
      'reads',
      { from: 1, to: 1_000 },
      'How many questions players put to the archive at once, and pieces of cold files they read at once, of one process: below postgres.connections, so that what is written down never waits for them.',
    ),
    readsWaiting: count(
      1_000,
      'reads',
      { from: 1, to: 1_000_000 },
      'How many more may wait for their turn. Beyond it a player is told to try again in a second.',
    ),
    warmAfterMs: longTime(
      1_200_000,
      'How long after its end a stream is brought into replay.url: when those who missed it begin to look.',
    ),
    coldAfterMs: longTime(
      2_592_000_000,
      'How long after its end a stream leaves the archive for cold files (cold.url). 0: never.',
    ),
    deleteAfterMs: longTime(
      0,
      'How long after its end a stream is deleted, wherever it lies. 0: never.',
    ),
  }),
}
