// Where a recording goes: a room of a server, with the application's key; and what is said when
// that server refuses.

import type { BarrageError } from '../client/barrage-error.ts'
import { Fault } from '../engine/fault.ts'
import { parseRoomId } from '../engine/ids.ts'
import { REFUSALS } from '../engine/refusal.ts'

export type Target = {
  readonly server: string
  readonly room: string
  /** The application's API key. */
  readonly key: string
}

/** @throws Fault `bad-config`: with the option that is wrong */
export function checkTarget({ server, room, key }: Target): void {
  if (!/^https?:$/.test(URL.canParse(server) ? new URL(server).protocol : ''))
    throw new Fault('bad-config', `--server ${server}: an address like http://127.0.0.1:8080`)
  if (!parseRoomId(room)) throw new Fault('bad-config', `--room ${room}: ${REFUSALS.badRoom.text}`)
  if (!key) throw new Fault('bad-config', 'a key of the application is needed: --key')
}

/** One line for who reads a terminal: the server's words, or that it has none. */
export function refusedBy({ server }: Target, error: BarrageError): Fault {
  const line = error.cause ? error.detail : `${server} refuses: ${error.message} (${error.code})`
  return new Fault('server-refused', line, error)
}

export function replayUrl({ server }: Target, stream: string): string {
  return `${server.replace(/\/+$/, '')}/v1/replay/${stream}`
}
