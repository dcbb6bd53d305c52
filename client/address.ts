// Where a connection to a room goes, and what it shows at the door.

import { SUBPROTOCOL, TICKET_SUBPROTOCOL } from '../engine/wire/frames.ts'

export type Address = { readonly url: string; readonly protocols: string[] }

export type Knock = {
  readonly room: string
  readonly ticket: string | undefined
  /** Where to go on from; nothing for a newcomer. */
  readonly cursor: string | undefined
}

/** @param edge with or without a slash at its end */
export function addressOn(edge: string, { room, ticket = '', cursor }: Knock): Address {
  const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
  const path = `/v1/rooms/${encodeURIComponent(room)}/ws${query}`
  return {
    url: edge.replace(/\/+$/, '') + path,
    // A browser cannot set headers on a WebSocket.
    protocols: [SUBPROTOCOL, TICKET_SUBPROTOCOL + ticket],
  }
}
