// Who comes in, who opens rooms, and the keys.

import Type from 'typebox'
import { choice, count, flag, secret, time } from '../setting.ts'

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
      'Of one room on one edge, before the room spreads to the next edge: each edge of a room reads it once per tick.',
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
