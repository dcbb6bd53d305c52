// When what an operator changed holds: edges are told to read a room's record again one order
// after the other, so who has been told of a change is past every change before it.

import { until } from '../until.ts'
import type { Live } from './live.ts'
import type { Witness } from './witness.ts'

/** More than any test says; it differs each time, or nobody would be told. */
let plenty = 1_000

/**
 * Resolves when everything changed so far in the room holds where these viewers are. They may
 * say as much as they want from then on.
 */
export async function inForce(
  live: Live,
  room: string,
  viewers: readonly Witness[],
): Promise<void> {
  const burst = ++plenty
  const rate = { burst, perSecond: burst }
  const pace = { viewer: rate, room: rate }
  await live.operator('PUT', `/admin/v1/rooms/${room}/settings`, { pace })
  const isTold = ({ rooms }: Witness) => rooms.some(({ limits }) => limits?.burst === burst)
  await until(() => viewers.every(isTold), { what: 'the viewers are told of a change' })
}
