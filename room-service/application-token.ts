// The application's own token for one of its people: a JWT, HS256 with the application's key,
// that says `viewer` (or `sub`), and perhaps `name`, `role` and `level`. So a page can join
// without asking the application's server first.

import { createVerifier } from 'fast-jwt'
import Type from 'typebox'
import Value from 'typebox/value'
import { ROLES } from '../engine/message.ts'
import type { Refused } from '../engine/refusal.ts'

/** Beyond any scheme of levels in use. */
export const HIGHEST_LEVEL = 1_000
/** Of a label, a region. */
export const MOST_WORD = 64

/** What the application says of a person, with its key or in its token. */
export const Vouched = Type.Object({
  viewer: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  role: Type.Optional(Type.Enum([...ROLES])),
  level: Type.Optional(Type.Integer({ minimum: 0, maximum: HIGHEST_LEVEL })),
  group: Type.Optional(
    Type.String({
      maxLength: MOST_WORD,
      description: 'The label of a gray release that this person is to be part of',
    }),
  ),
})
export type Vouched = Type.Static<typeof Vouched>

const Payload = Type.Intersect([
  Vouched,
  Type.Object({
    sub: Type.Optional(Type.String()),
    /** Seconds since 1970. */
    exp: Type.Optional(Type.Number()),
    nbf: Type.Optional(Type.Number()),
  }),
])

export type ReadToken = (text: string, now: number) => Vouched | Refused

export function makeTokenReader(applicationKey: string): ReadToken {
  // Time comes in as an argument, so it is looked at here and not by the library.
  const verifier = createVerifier({
    key: applicationKey,
    algorithms: ['HS256'],
    ignoreExpiration: true,
    ignoreNotBefore: true,
  })
  return (text, now) => {
    const payload = verified(verifier, text)
    if (!Value.Check(Payload, payload)) return { why: 'badTicket', detail: 'token' }
    const { sub, exp, nbf, viewer = sub, name, role, level, group } = payload
    if (exp !== undefined && exp * 1_000 <= now) return { why: 'ticketExpired', detail: 'token' }
    if (nbf !== undefined && nbf * 1_000 > now) return { why: 'badTicket', detail: 'token: nbf' }
    return {
      ...(viewer === undefined ? {} : { viewer }),
      ...(name === undefined ? {} : { name }),
      ...(role === undefined ? {} : { role }),
      ...(level === undefined ? {} : { level }),
      ...(group === undefined ? {} : { group }),
    }
  }
}

function verified(verifier: (text: string) => unknown, text: string): unknown {
  try {
    return verifier(text)
  } catch {
    return undefined // Whatever is wrong with it: the application did not sign it.
  }
}
