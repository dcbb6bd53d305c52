// Who a recording names, as a room can: an id of the alphabet ids have here, a name no longer
// than names are.

import { createHash } from 'node:crypto'
import { parseViewerId, type ViewerId } from '../engine/ids.ts'
import { cleanName, MOST_NAME } from '../engine/uplink/shape.ts'
import type { Recorded } from './comment-file/recorded.ts'

export type Person = { readonly id: ViewerId; readonly name?: string }

/** Nothing: it names nobody. The same person is the same every time. */
export function personOf({ id, name }: Recorded['from']): Person | undefined {
  const known = id ?? name
  if (!known) return undefined
  const named = name === undefined ? undefined : shortened(name)
  return { id: parseViewerId(known) ?? idFrom(known), ...(named ? { name: named } : {}) }
}

function idFrom(text: string): ViewerId {
  return `u-${createHash('sha256').update(text).digest('hex').slice(0, 10)}` as ViewerId
}

function shortened(name: string): string | undefined {
  const short = cleanName([...name.trim()].slice(0, MOST_NAME).join(''))
  return typeof short === 'string' ? short : undefined
}
