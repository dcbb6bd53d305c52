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
/** How a message is looked at. */
export type Look<T> = (message: T) => Sampled

const SECOND_MS = 1_000

/** In the order they came. */
export function sampled<T>(messages: readonly T[], perSecond: number, look: Look<T>): T[] {
  const seconds = new Map<number, T[]>()
  for (const message of messages) {
    const second = secondOf(look(message))
    const line = seconds.get(second)
    if (line) line.push(message)
    else seconds.set(second, [message])
  }
  const kept = new Set([...seconds.values()].flatMap(line => ofSecond(line, perSecond, look)))
  return messages.filter(message => kept.has(message))
}

/** The same, page by page: of each page its last second waits for the next. */
export async function* sampledPages<T>(
  pages: AsyncIterable<readonly T[]>,
  perSecond: number,
  look: Look<T>,
): AsyncGenerator<readonly T[]> {
  let waiting: readonly T[] = []
  for await (const page of pages) {
    const all = [...waiting, ...page]
    const last = all.at(-1)
    if (last === undefined) continue
    const second = secondOf(look(last))
    const isOver = (message: T) => secondOf(look(message)) < second
    yield sampled(all.filter(isOver), perSecond, look)
    waiting = all.filter(message => !isOver(message))
  }
  yield sampled(waiting, perSecond, look)
}

function ofSecond<T>(messages: readonly T[], most: number, look: Look<T>): readonly T[] {
  if (messages.length <= most) return messages
  const important = messages.filter(message => isImportant(look(message)))
  const rest = Math.max(0, most - important.length)
  const low = messages
    .filter(message => !isImportant(look(message)))
    .map(message => ({ message, place: placeOf(look(message).id) }))
    .sort((a, b) => a.place - b.place)
    .slice(0, rest)
  return [...important, ...low.map(({ message }) => message)]
}

function secondOf({ at }: Sampled): number {
  return Math.floor(at / SECOND_MS)
}

function isImportant({ priority = 'low' }: Sampled): boolean {
  return priority !== 'low'
}

/** Ids are a hash, but of what a sender chose: hashed again, nobody chooses their place. */
function placeOf(id: string): number {
  return createHash('sha256').update(`sample ${id}`).digest().readUInt32BE(0)
}
