// Who asks to be let in. In order: whom the application vouches for, with its key or in its
// token; whoever an earlier ticket proves; and else a guest, where guests are let in.

import { guestName } from '../engine/guest-name.ts'
import { parseViewerId, type RoomId, type ViewerId } from '../engine/ids.ts'
import type { Role } from '../engine/message.ts'
import type { Refused } from '../engine/refusal.ts'
import { cleanName } from '../engine/uplink/shape.ts'
import type { TicketClaims, Tickets } from '../http/ticket.ts'
import type { ReadToken, Vouched } from './application-token.ts'
import { newGuestId } from './guest.ts'

export type Person = {
  readonly viewer: ViewerId
  readonly name: string
  readonly role: Role
  readonly level?: number
  readonly guest: boolean
  /** Whom the application counts it among. */
  readonly group?: string
  /** It was here before, as its ticket proves. */
  readonly isBack?: true
  /** It is of the room's crowd, and has not been on an edge since. */
  readonly isInCrowd?: boolean
}

/** What somebody says of themselves; nothing of it is believed yet. */
export type Claimed = Vouched & {
  readonly ticket?: string | undefined
  readonly token?: string | undefined
}

export type Door = {
  readonly room: RoomId
  readonly now: number
  /** Whether the application's key came with it. */
  readonly withKey: boolean
  readonly tickets: Tickets
  readonly readToken: ReadToken
  readonly guestsAllowed: boolean
  readonly random: () => number
}

export function identify(claimed: Claimed, door: Door): Person | Refused {
  if (door.withKey) return account(claimed)
  if (claimed.token) {
    const vouched = door.readToken(claimed.token, door.now)
    return 'why' in vouched ? vouched : account(vouched)
  }
  if (claimed.ticket) return holder(claimed.ticket, claimed.name, door)
  if (claimed.viewer) return { why: 'badKey', detail: 'viewer: only the application can say so' }
  return door.guestsAllowed ? guest(newGuestId(door.random), claimed.name) : { why: 'noGuests' }
}

/** Somebody whom the application knows. */
function account({ viewer: id, name, role = 'viewer', level, group }: Vouched): Person | Refused {
  const viewer = parseViewerId(id)
  if (!viewer) return { why: 'badValue', detail: 'viewer: 1 to 64 of A–Z a–z 0–9 _ . -' }
  const clean = cleanName(name || viewer.slice(0, 24))
  if (typeof clean !== 'string') return clean
  return {
    ...{ viewer, name: clean, role, guest: false },
    ...(level ? { level } : {}),
    ...(group ? { group } : {}),
  }
}

function holder(ticket: string, name: string | undefined, door: Door): Person | Refused {
  const found = door.tickets.verify(ticket, door)
  const claims = 'why' in found ? found.claims : found
  if (!claims) return found as Refused
  if (!claims.guest) return 'why' in found ? { why: found.why } : known(claims)
  if (!door.guestsAllowed) return { why: 'noGuests' }
  const person = guest(claims.viewer, name || claims.name)
  return 'why' in person ? person : { ...person, ...came(claims) }
}

/** A name is the application's to give, and so are role and level: they stay as they were. */
function known(claims: TicketClaims): Person {
  const { viewer, name, role, level, guest } = claims
  return { viewer, name, role, ...(level ? { level } : {}), guest, ...came(claims) }
}

function came({ crowd = false }: TicketClaims): Pick<Person, 'isBack' | 'isInCrowd'> {
  return { isBack: true, isInCrowd: crowd }
}

function guest(viewer: ViewerId, name: string | undefined): Person | Refused {
  const clean = cleanName(name || guestName(viewer))
  return typeof clean === 'string' ? { viewer, name: clean, role: 'viewer', guest: true } : clean
}
