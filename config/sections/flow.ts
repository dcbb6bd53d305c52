// Into the log, from there into the buckets, and how much of them a viewer is shown.

import Type from 'typebox'
import { count, threeTimes, time } from '../setting.ts'
import { BUCKETS_DRIVER, LOG_DRIVER } from './drivers.ts'

export const FLOW = {
  uplink: Type.Object({
    mostInFlight: count(
      10_000,
      'messages',
      { from: 1, to: 1_000_000 },
      'What may wait for the log in one process. Beyond it a sender is told to try again.',
    ),
    budgetMs: time(
      100,
      'How often an edge is handed out its part of what its rooms may say in all, and a room service for those who speak without an edge. Oftener follows the crowd closer, and asks more of Redis. All edges and room services must say the same.',
      { from: 20, to: 1_000 },
    ),
  }),
  log: Type.Object({
    ...LOG_DRIVER,
    partitions: count(
      8,
      'partitions',
      { from: 1, to: 1_024 },
      'How many lanes can be worked on side by side, and so by how many ingest workers at most.',
    ),
    keepMs: time(
      3_600_000,
      'How long the memory log keeps what every group has read: long enough to read again after lost numbers.',
    ),
    producers: count(
      1,
      'producers',
      { from: 1, to: 64 },
      'How many send to Kafka at once, from one process; each has one batch under way. One carries tens of thousands of messages a second.',
    ),
    retentionMs: time(
      604_800_000,
      'How long Kafka keeps what was said, in a topic that is made by Barrage; a topic that is there keeps what it keeps. Longer than the archive may be away.',
      { from: 60_000 },
    ),
    most: count(
      1_000_000,
      'records',
      { from: 1_000, to: 100_000_000 },
      'How many records the memory log holds: the bound on its memory. When full, the oldest that every group has read go first; when there are none it takes no more.',
    ),
  }),
  buckets: Type.Object({
    ...BUCKETS_DRIVER,
    keep: count(
      10_000,
      'messages',
      { from: 10, to: 1_000_000 },
      'Of high and low each stream keeps the newest this many: history on entering, and what somebody who was away can catch up on.',
    ),
    keepMs: time(300_000, 'High and low leave their bucket at this age; the archive has them.'),
    whitelistKeepMs: time(
      3_600_000,
      'Whitelist leaves by age alone, and late: a gift is never pushed out by comments.',
    ),
    dedupeMs: time(
      600_000,
      'How long a message is known, so that one sent or read again is not stored twice. What is older is not stored at all.',
    ),
  }),
  ingest: Type.Object({
    writers: count(
      32,
      'writers',
      { from: 1, to: 256 },
      'Writes at once per partition in gears 3 and 4, at most: the pool grows to it while a lane is behind and the store answers in time.',
    ),
    laneLength: count(
      10_000,
      'messages',
      { from: 10, to: 1_000_000 },
      'What may wait in one lane. Beyond it the lowest priority goes first, the oldest of it first.',
    ),
    engageMs: threeTimes(
      [500, 2_000, 5_000],
      'How old the oldest waiting message is when gears 2, 3 and 4 engage. Under half a second nobody notices; at 5 s the room has moved on.',
    ),
    calmMs: time(
      5_000,
      'How long a lane must be calm before it shifts down, so that it does not flap.',
    ),
    rewindMs: time(
      300_000,
      'How far back the log is read again when the store has lost its numbers: as far as buckets reach.',
    ),
  }),
  entering: Type.Object({
    allBelow: count(
      50,
      'members',
      { from: 0, to: 1_000_000 },
      'In a room with fewer members than this everybody who enters is told of, as a message of the kind enter.',
    ),
    sampledBelow: count(
      1_000,
      'members',
      { from: 0, to: 1_000_000 },
      'From allBelow to this many members some are; above, the count has to do.',
    ),
    perSecond: count(
      1,
      'messages a second',
      { from: 1, to: 1_000 },
      'So many of them on each edge.',
    ),
  }),
  broadcasts: Type.Object({
    perMinute: count(
      10,
      'broadcasts',
      { from: 1, to: 1_000 },
      'What one room service takes that is to be said in all rooms. Each is a message in every room.',
    ),
    spreadMs: time(
      10_000,
      'Over how long one is spread that does not say: rooms are told one after the other, so that not everybody is woken at once.',
      { from: 0, to: 300_000 },
    ),
  }),
  quota: Type.Object({
    highPatienceMs: time(
      5_000,
      'How long a message of high priority waits for its turn before it is withheld. Later it would be out of context.',
    ),
  }),
}
