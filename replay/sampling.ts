// Fewer messages for a small screen: of each second everything of whitelist and high, and of
// low as many as still fit. Which of low follows from their ids alone, so everybody sees the
// same, and who asks for fewer sees some of what who asks for more sees.

import { createHash } from 'node:crypto'

export type Sampled = {
  readonly id: string
  readonly priority?: string | undefined
  /** ms */
  readonly at: number
}

const SECOND_MS = 1_000

/** In the order they came. */
export function sampled<T extends Sampled>(messages: readonly T[], perSecond: number): T[] {
  const seconds = new Map<number, T[]>()
  for (const message of messages) {
    const second = Math.floor(message.at / SECOND_MS)
    const line = seconds.get(second)
    if (line) line.push(message)
    else seconds.set(second, [message])
  }
  const kept = new Set([...seconds.values()].flatMap(line => ofSecond(line, perSecond)))
  return messages.filter(message => kept.has(message))
}

function ofSecond<T extends Sampled>(messages: readonly T[], most: number): readonly T[] {
  if (messages.length <= most) return messages
  const important = messages.filter(isImportant)
  const rest = Math.max(0, most - important.length)
  const low = messages
    .filter(message => !isImportant(message))
    .map(message => ({ message, place: placeOf(message.id) }))
    .sort((a, b) => a.place - b.place)
    .slice(0, rest)
  return [...important, ...low.map(({ message }) => message)]
}

function isImportant({ priority = 'low' }: Sampled): boolean {
  return priority !== 'low'
}

/** Ids are a hash, but of what a sender chose: hashed again, nobody chooses their place. */
function placeOf(id: string): number {
  return createHash('sha256').update(`sample ${id}`).digest().readUInt32BE(0)
}
