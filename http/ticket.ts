// Tickets: who somebody is in a room, signed, so that any edge can check it alone. A ticket
// lets in again and again until it expires; an expired one still proves who a guest was.
//
// A JWT signed with HMAC-SHA-256 and nothing else: the algorithm is ours to choose, never the
// ticket's. Its text is what a WebSocket subprotocol can carry.

import { createSigner, createVerifier } from 'fast-jwt'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { EdgeId, RoomId, ViewerId } from '../engine/ids.ts'
import { ROLES, type Role } from '../engine/message.ts'
import type { Refused } from '../engine/refusal.ts'

export type TicketClaims = {
  readonly room: RoomId
  readonly viewer: ViewerId
  readonly name: string
  readonly role: Role
  readonly level?: number
  /** Without an account: the ticket is all that says who this is. */
  readonly guest: boolean
  /** Was given no edge: speaks over HTTP, and asks now and then whether there is room. */
  readonly crowd?: boolean
  /** The application wants the viewer on the edge that the ticket names, and nowhere else. */
  readonly pinned?: boolean
  /** The room's edges when the ticket was made, and by which epoch of the edges. */
  readonly edges?: readonly EdgeId[]
  readonly epoch?: number
}

/** A ticket that is good. */
export type Ticket = TicketClaims & {
  /** When it expires, ms since 1970. */
  readonly until: number
}

/** Why a ticket does not let in; an expired one comes with what it said. */
export type TicketRefused = Refused & { readonly claims?: Ticket }

export type Tickets = {
  /** How long each is good for. */
  readonly ttlMs: number
  sign(claims: TicketClaims, now: number): string
  verify(
    text: string | undefined,
    at: { readonly room: RoomId; readonly now: number },
  ): Ticket | TicketRefused
}

/** Compiled: it is looked at for everybody who comes in. */
const Payload = Compile(
  Type.Object({
    room: Type.Unsafe<RoomId>(Type.String()),
    viewer: Type.Unsafe<ViewerId>(Type.String()),
    name: Type.String(),
    role: Type.Enum([...ROLES]),
    level: Type.Optional(Type.Integer()),
    guest: Type.Boolean(),
    crowd: Type.Optional(Type.Boolean()),
    pinned: Type.Optional(Type.Boolean()),
    edges: Type.Optional(Type.Array(Type.Unsafe<EdgeId>(Type.String()))),
    epoch: Type.Optional(Type.Integer()),
    /** Seconds since 1970, as JWT wants it. */
    exp: Type.Integer(),
  }),
)

export function makeTickets({ key, ttlMs }: { key: string; ttlMs: number }): Tickets {
  const signer = createSigner({ key, algorithm: 'HS256', noTimestamp: true })
  // Time comes in as an argument, so the expiry is looked at here and not by the library.
  const verifier = createVerifier({ key, algorithms: ['HS256'], ignoreExpiration: true })
  return {
    ttlMs,
    sign: (claims, now) => signer({ ...claims, exp: Math.ceil((now + ttlMs) / 1_000) }),
    verify(text, { room, now }) {
      if (!text) return { why: 'noTicket' }
      const payload = read(verifier, text)
      if (!payload) return { why: 'badTicket' }
      const { exp, ...rest } = payload
      const claims = { ...rest, until: exp * 1_000 }
      if (claims.room !== room) return { why: 'otherRoom' }
      if (claims.until <= now) return { why: 'ticketExpired', claims }
      return claims
    },
  }
}

function read(
  verifier: (text: string) => unknown,
  text: string,
): (TicketClaims & { readonly exp: number }) | undefined {
  try {
    const payload = verifier(text)
    if (Payload.Check(payload)) return payload
  } catch {
    // Whatever is wrong with it: it is not one of ours.
  }
  return undefined
}
