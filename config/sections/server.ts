// The process: where it listens, where it keeps things, how it ends.

import Type from 'typebox'
import { choice, port, text, time } from '../setting.ts'

export const SERVER = {
  mode: choice(
    ['development', 'production'],
    { default: 'development' },
    'In development everything works at once: keys are made on the first start, guests come in, the first who joins opens the room. In production nothing is let in that was not meant.',
  ),
  host: text(
    '127.0.0.1',
    { takes: 'a host name or address', pattern: '^[A-Za-z0-9.:_-]+$' },
    'The address it listens on. This machine alone, until you say otherwise.',
  ),
  port: port(8080, 'Viewers, players and the application come here.'),
  admin: Type.Object({
    host: text(
      '127.0.0.1',
      { takes: 'a host name or address', pattern: '^[A-Za-z0-9.:_-]+$' },
      'The admin API listens on an address that viewers cannot reach.',
    ),
    port: port(8081, 'Operators come here, apart from everybody else.'),
  }),
  publicUrl: text(
    '',
    { takes: 'ws:// or wss://, a host and perhaps a port', pattern: '^(wss?://[^/\\s]+)?$' },
    'Where viewers reach this edge, as a join tells them. Empty: ws:// with host and port. Behind a proxy or with TLS, say what is outside.',
  ),
  data: Type.Object({
    folder: text(
      './data',
      { takes: 'a folder' },
      'The archive and, in development, the keys. One process at a time.',
    ),
  }),
  logLevel: choice(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    { default: 'info' },
    'How much the log says. Nothing is logged per message at any level above debug.',
  ),
  requestMs: time(
    30_000,
    'How long a request may take to come in, the handshake of a WebSocket too. Whoever dribbles one, or connects and asks nothing, holds a connection for nothing: 408.',
  ),
  shutdownMs: time(
    10_000,
    'The end is forced after this long: well before Kubernetes kills, at 30 s.',
  ),
}
