// The edge: how it holds viewers, and when it lets go of them.

import Type from 'typebox'
import { count, text, time } from '../setting.ts'

export const EDGE = {
  edge: Type.Object({
    id: text(
      '',
      { takes: 'up to 64 of A–Z a–z 0–9 _ . -', pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})?$' },
      'Which edge this is. By it an edge that was started again has the rooms it had before. Empty: another for every process.',
    ),
    region: text(
      '',
      { takes: 'a name', pattern: '^[\\x21-\\x7e]{0,64}$' },
      'Where it is, in words of your own. Viewers who say at their join that they are there come here first.',
    ),
    labels: text(
      '',
      { takes: 'names with commas between them', pattern: '^[\\x21-\\x7e]*$' },
      'What is special about it; see rooms.grayLabel.',
    ),
    capacity: count(
      15_000,
      'clients',
      { from: 1, to: 1_000_000 },
      'The most it takes. Beyond it a client goes to the next edge of its room. Each needs an open file.',
    ),
    drainMs: time(
      20_000,
      'How long an edge that is told to end takes to move its viewers to others. Where there are none it ends at once.',
      { from: 0 },
    ),
    heartbeatMs: time(
      10_000,
      'How often a client gives a sign of life and says how far it has read. Proxies cut what is quiet for 60 s.',
      { from: 100 },
    ),
    heartbeatMostMs: time(
      25_000,
      'The heartbeat of connections that have stood for a minute: it spares batteries. Never more than five sixths of silentMs.',
      { from: 100 },
    ),
    silentMs: time(
      30_000,
      'No sign of life for this long: the viewer is gone. Three heartbeats of a young connection.',
    ),
    pollWaitMs: time(
      25_000,
      'How long a poll waits for something to tell, at most: for clients without WebSocket. Many proxies cut an answer that takes 30 s. Never more than five sixths of silentMs.',
      { from: 0 },
    ),
    unreadFrames: count(
      30,
      'frames',
      { from: 2, to: 10_000 },
      'More frames sent and not read than this (and than two heartbeats make): too slow, come back.',
    ),
    unsentBytes: count(
      65_536,
      'bytes',
      { from: 1_024, to: 16_777_216 },
      'Waiting in user space for one socket. Above it, frames for this viewer are skipped until it drains.',
    ),
    frameBytes: count(
      4_096,
      'bytes',
      { from: 256, to: 65_536 },
      'The largest frame a viewer may send: a comment of 100 characters is 400 bytes with everything around it.',
    ),
    framesPerSecond: count(
      20,
      'frames a second',
      { from: 1, to: 10_000 },
      'What a viewer may send, of any frame, before it is refused; who goes on is cut off. A client sends a comment a second and a ping in ten.',
    ),
    roomsPerConnection: count(
      10,
      'rooms',
      { from: 1, to: 1_000 },
      'How many rooms a client may be in over one connection: who zaps through rooms, or watches several at once.',
    ),
    bigRoomEnter: count(
      200,
      'members',
      { from: 1, to: 1_000_000 },
      'From this many members on, a room is read once per tick into the cache; below, at once.',
    ),
    bigRoomLeave: count(
      150,
      'members',
      { from: 0, to: 1_000_000 },
      'Below this many members a big room is small again. Lower than bigRoomEnter, so that a room on the border does not flap.',
    ),
    pollMs: time(3_000, 'Notices may be lost: every room is read this often whatever happens.', {
      from: 50,
    }),
    cacheBytes: count(
      67_108_864,
      'bytes',
      { from: 1_048_576, to: 17_179_869_184 },
      'Recent messages of big rooms, for all that enter, resume and ask back. Idle rooms leave first.',
    ),
    sweepMs: time(
      1_000,
      'How often the edge looks for silent and slow viewers: one sweep, no timer per connection.',
      { from: 10 },
    ),
    chunk: count(
      256,
      'sockets',
      { from: 1, to: 100_000 },
      'Sockets written to before the event loop may breathe: written to in one go, thousands of viewers would stall everybody else.',
    ),
    leaseMs: time(
      6_000,
      'An edge that has not said for this long that it is up is gone, with its viewers. They are off the count within 10 s.',
      { from: 100 },
    ),
  }),
}
