// Another room of a test's own that is on the same edge: rooms are spread over edges by a hash of
// their names, so names are tried until one fits.

import type { JoinAnswer } from '../../engine/wire/frames.ts'
import type { Live } from './live.ts'

/** Of three edges each has a third of all names. */
const MOST_NAMES = 50

/** A guest's way into it. @param edge its address, as joins name it */
export async function roomBeside(live: Live, edge: string | undefined): Promise<JoinAnswer> {
  for (let n = 0; n < MOST_NAMES; n++) {
    const path = `/v1/rooms/${live.lobby}-beside-${n}/join`
    const { body } = await live.ask<JoinAnswer>('POST', path, {})
    if (body.edges?.[0] === edge) return body
  }
  throw new Error(`none of ${MOST_NAMES} rooms is on ${edge}`)
}
