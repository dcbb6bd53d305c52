// What Postgres or the way to it says, as a fault in words that say what to do.

import { Fault } from '../../fault.ts'

/** By SQLSTATE, or by the code Node gives to what went wrong with a connection. */
const WORDS: Readonly<Record<string, string>> = {
  '08006': 'the connection broke',
  '25006': 'it is read-only (a standby, or default_transaction_read_only): use the primary',
  '28000': 'it does not let this user in: look at pg_hba.conf and the user in the URL',
  '28P01': 'the password is not right',
  '3D000': 'there is no such database: create it, or mend the URL',
  '42501': 'the user may not do this: make it the owner of the database or of its tables',
  '53100': 'its disk is full: make room there',
  '53200': 'it is out of memory',
  '53300': 'it takes no more connections: raise max_connections, or have fewer',
  '57014': 'it took too long and was given up',
  '57P01': 'it is shutting down',
  '57P02': 'it crashed and is coming back',
  '57P03': 'it is starting up',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection broke',
  ENOTFOUND: 'no such host',
  ETIMEDOUT: 'the way there is cut',
}

export function asFault(error: unknown, where: string): Fault {
  if (error instanceof Fault) return error
  const { code = '', message } = error as Error & { readonly code?: string }
  const words = WORDS[code]
  const told = words === undefined ? message : `${words} (${message || code})`
  return new Fault('archive-unavailable', `Postgres at ${where}: ${told}`, error)
}
