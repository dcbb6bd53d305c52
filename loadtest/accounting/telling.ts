// A frame that carries messages, as the crowd keeps it: which numbers it covers, what it
// delivers of them and what it says it withholds; and whether it keeps its own promise:
//
//   cursor − prev = delivered + withheld, for every bucket; each number once; in frame order.
//
// It is made once for all viewers who are sent the same bytes.

import { byPriority, PRIORITIES, type Priority } from '../../engine/message.ts'
import type { Mark, Marks } from './mark.ts'

/** A message, as much of it as is looked at. */
export type Told = {
  readonly id: string
  readonly priority: Priority
  readonly seq: number
  /** By the server's clock; messages of a frame are sorted by it. */
  readonly at: number
}

export type Telling = {
  /** `batch`: live, the same for everybody; `past`: what one viewer missed or asked for. */
  readonly t: 'batch' | 'past'
  readonly prev: Mark
  readonly cursor: Mark
  readonly messages: readonly Told[]
  readonly delivered: Readonly<Record<Priority, number>>
  readonly withheld: Readonly<Record<Priority, number>>
  /** A `past` that holds no more, though there is more. */
  readonly more: boolean
  /** What is wrong with it by itself: nothing, or the run is void. */
  readonly faults: readonly string[]
  /** Messages that stand before one they come after. */
  readonly misordered: number
}

type Fields = Readonly<Record<string, unknown>>

/** The telling in a frame; nothing when it is none that can be read. */
export function readTelling(frame: Fields, marks: Marks): Telling | undefined {
  const prev = marks.of(frame.prev)
  const cursor = marks.of(frame.cursor)
  if (!prev || !cursor || !Array.isArray(frame.messages)) return undefined
  const messages = frame.messages.map(told)
  const withheld = byPriority(p => Number((frame.withheld as Fields | undefined)?.[p] ?? 0))
  return telling({
    t: frame.t === 'past' ? 'past' : 'batch',
    prev,
    cursor,
    messages,
    withheld,
    more: frame.more === true,
  })
}

export function telling(
  parts: Pick<Telling, 't' | 'prev' | 'cursor' | 'messages' | 'withheld' | 'more'>,
): Telling {
  const delivered = byPriority(() => 0)
  for (const { priority } of parts.messages) delivered[priority]++
  const whole = { ...parts, delivered }
  return { ...whole, faults: faultsOf(whole), misordered: misorderedIn(parts.messages) }
}

function told(message: Fields): Told {
  const { id, priority = 'low', seq, at } = message
  return { id: String(id), priority: priority as Priority, seq: Number(seq), at: Number(at) }
}

function faultsOf(one: Omit<Telling, 'faults' | 'misordered'>): string[] {
  const { t, prev, cursor, messages, delivered, withheld } = one
  const where = `${t} ${prev.text}→${cursor.text}`
  const faults: string[] = []
  if (prev.epoch !== cursor.epoch && prev.epoch !== '')
    faults.push(`${where}: from one epoch into another`)
  for (const priority of PRIORITIES) {
    const moved = cursor[priority] - prev[priority]
    const accounted = delivered[priority] + withheld[priority]
    if (moved !== accounted)
      faults.push(`${where}: ${priority} moves by ${moved} and accounts for ${accounted}`)
  }
  const strays = strayNumbers(messages, prev, cursor)
  if (strays > 0) faults.push(`${where}: ${strays} numbers twice, or not of this frame`)
  return faults
}

function strayNumbers(messages: readonly Told[], prev: Mark, cursor: Mark): number {
  const seen = byPriority(() => new Set<number>())
  let strays = 0
  for (const { priority, seq } of messages) {
    const inside = seq > prev[priority] && seq <= cursor[priority]
    if (!inside || seen[priority].has(seq)) strays++
    seen[priority].add(seq)
  }
  return strays
}

/** Frame order is by time, then by number. */
function misorderedIn(messages: readonly Told[]): number {
  let misordered = 0
  for (let i = 1; i < messages.length; i++) {
    const [before, after] = [messages[i - 1] as Told, messages[i] as Told]
    const sameBucket = before.priority === after.priority
    if (before.at > after.at || (before.at === after.at && sameBucket && before.seq > after.seq))
      misordered++
  }
  return misordered
}
