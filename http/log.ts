// The process's log: JSON lines on standard output. Faults are logged once, where they are
// handled; refusals are answers and are counted, not logged.

import { type Logger, pino } from 'pino'

export type Log = Logger

export function makeLog(level: string): Log {
  // A ticket or a key in the log would be a way in for whoever reads it.
  return pino({ level, base: null, redact: ['req.headers', 'req.url'] })
}
