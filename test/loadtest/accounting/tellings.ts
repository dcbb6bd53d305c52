// Frames for tests of the accounting: an honest server's, made from what a stream numbers.

import { byPriority, type Priority } from '../../../engine/message.ts'
import { type Mark, Marks } from '../../../loadtest/accounting/mark.ts'
import { type Telling, type Told, telling } from '../../../loadtest/accounting/telling.ts'

export const marks = new Marks()

export function mark(text: string): Mark {
  const found = marks.of(text)
  if (!found) throw new TypeError(`${text} is no cursor`)
  return found
}

/** A place where only low has moved. */
export function low(seq: number, epoch = 'e'): Mark {
  return mark(`${epoch}.0.0.${seq}`)
}

export function messages(priority: Priority, from: number, to: number): Told[] {
  return Array.from({ length: to - from }, (_, n) => {
    const seq = from + n + 1
    return { id: `${priority}${seq}`, priority, seq, at: seq * 10 }
  })
}

/** Everything of low between two numbers, less what is withheld: the oldest of it. */
export function batch(from: number, to: number, withheld = 0): Telling {
  return told('batch', from, to, withheld)
}

export function past(from: number, to: number, withheld = 0, more = false): Telling {
  return { ...told('past', from, to, withheld), more }
}

function told(t: 'batch' | 'past', from: number, to: number, withheld: number): Telling {
  return telling({
    t,
    prev: low(from),
    cursor: low(to),
    messages: messages('low', from + withheld, to),
    withheld: { ...byPriority(() => 0), low: withheld },
    more: false,
  })
}
