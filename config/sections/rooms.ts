// Who comes in, who opens rooms, and the keys.

import Type from 'typebox'
import { choice, count, flag, secret, text, time } from '../setting.ts'

export const ROOMS = {
  tickets: Type.Object({
    ttlMs: time(
      3_600_000,
      'How long a ticket lets in, again and again. Edges renew it; an expired one still proves who a guest was.',
      { from: 1_000 },
    ),
  }),
  guests: Type.Object({
    allowed: flag(true, false, 'Whether somebody without an account may come in.'),
  }),
  rooms: Type.Object({
    openedBy: choice(
      ['application', 'first-join'],
      { default: 'first-join', production: 'application' },
      'Who opens a stream in a room that never had one: the application with its key, or the first who joins.',
    ),
    viewersPerEdge: count(
      5_000,
      'viewers',
      { from: 1, to: 1_000_000 },
      'The most of one room on one edge before the room spreads to the next: each edge of a room reads it once per tick. With a twentieth of what an edge has in the mean it spreads in any case, so that edges are equally full; with fewer than 200 never.',
    ),
    movesPerSecond: count(
      200,
      'viewers',
      { from: 1, to: 1_000_000 },
      'How many are moved in a second when edges come or go, by all edges together. Each of them is a reconnect. An edge that is told to end is not held to it: it spreads its viewers over edge.drainMs.',
    ),
    moveOrder: choice(
      ['busiest', 'idlest'],
      { default: 'busiest' },
      'Which rooms move first: where most people are, or where a mistake costs least.',
    ),
    grayLabel: text(
      '',
      { takes: 'a label', pattern: '^[\\x21-\\x7e]{0,64}$' },
      'Edges with this label among edge.labels take grayPercent of the viewers, whom the application counts in this group, and nobody else. Empty: there is no gray release. Room services and edges must say the same.',
    ),
    grayPercent: count(
      0,
      'percent',
      { from: 0, to: 100 },
      'The share of viewers for the edges with grayLabel: always the same people.',
    ),
    confirmEdges: flag(
      true,
      true,
      'Whether a new edge is asked, at the address that it gives, who it is before viewers are sent there. Off where viewers reach edges at an address that room services do not.',
    ),
    joinsPerSecond: count(
      2_000,
      'joins',
      { from: 1, to: 1_000_000 },
      'What one room service takes. Beyond it who joins is told when to come again; who comes back goes first.',
    ),
    crowdAbove: count(
      0,
      'viewers',
      { from: 0, to: 1_000_000_000 },
      'Of one room on edges, from which on who joins is no longer given an edge but the room’s segments to pull, a few seconds behind, from any cache (rooms.crowdUrl). 0: never.',
    ),
    crowdUrl: text(
      '',
      { takes: 'an address, http:// or https://', pattern: '^(https?://[^\\s]{1,500})?$' },
      'Where they pull them from: a CDN in front of the replay role. Empty: the address where they joined.',
    ),
    crowdAgainMs: time(
      60_000,
      'About how long after that a client asks whether an edge has room; each time twice as long, up to ten times this.',
      { from: 1_000, to: 3_600_000 },
    ),
    perGuest: count(
      5,
      'rooms',
      { from: 1, to: 10_000 },
      'How many rooms one address may open by joining within an hour.',
    ),
  }),
  keys: Type.Object({
    ticket: secret('Signs tickets. The same on room services and edges.'),
    application: secret('The application opens the API with it, and signs its own tokens.'),
    operator: secret('Opens the admin API.'),
  }),
}
