// Viewers over the SDK, each with a book of what it was shown and of how often it was cut off. There are hundreds of them, each shown tens of thousands of messages: so a message
// is known by one number in all books, and in a book it is one byte.

import { WebSocket } from 'ws'
import { connect, type Room } from '../../client/room.ts'
import { until } from '../until.ts'

const AT_ONCE = 20
/** A book begins with so many pages, and doubles when it is full. */
const PAGES = 4_096

export type Watcher = {
  readonly room: Room
  readonly hasShown: (id: string) => boolean
  /** The ids it was shown last, newest last. */
  readonly latest: () => readonly string[]
  readonly twice: () => number
  /** What frames said they left out. */
  readonly withheld: () => number
  /** How often it had no connection any more; who is moved has the new one first. */
  readonly cuts: () => number
  /** Why, as the edge said it. */
  readonly byes: () => readonly string[]
  /** Told that the room is degraded, however often. */
  readonly degraded: () => number
}

export type Audience = {
  readonly watchers: readonly Watcher[]
  /** When the first of them was shown each message, by its id. */
  readonly shownAt: ReadonlyMap<string, number>
}

export async function audience(server: string, room: string, size: number): Promise<Audience> {
  const shownAt = new Map<string, number>()
  const numbers = new Map<string, number>()
  const numberOf = (id: string) => {
    const number = numbers.get(id) ?? numbers.size
    if (number === numbers.size) {
      numbers.set(id, number)
      shownAt.set(id, Date.now())
    }
    return number
  }
  const watchers: Watcher[] = []
  while (watchers.length < size) {
    const some = Array.from({ length: Math.min(AT_ONCE, size - watchers.length) }, () =>
      watcher(server, room, new Book(numberOf)),
    )
    await until(() => some.every(({ room: { state } }) => state === 'open'), { withinMs: 15_000 })
    watchers.push(...some)
  }
  return { watchers, shownAt }
}

class Book {
  twice = 0
  latest: readonly string[] = []
  readonly #numberOf: (id: string) => number
  #shown = new Uint8Array(PAGES)

  constructor(numberOf: (id: string) => number) {
    this.#numberOf = numberOf
  }

  note(ids: readonly string[]): void {
    this.latest = ids
    for (const id of ids) {
      const number = this.#numberOf(id)
      if (number >= this.#shown.length) this.#grow(number)
      if (this.#shown[number] === 1) this.twice++
      this.#shown[number] = 1
    }
  }

  has(id: string): boolean {
    return this.#shown[this.#numberOf(id)] === 1
  }

  #grow(number: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#shown.length, number + 1))
    larger.set(this.#shown)
    this.#shown = larger
  }
}

/** One process reads for all of them: what it would take to inflate it has not got. */
class Plain extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { perMessageDeflate: false })
  }
}

function watcher(server: string, name: string, book: Book): Watcher {
  let [cuts, withheld, degraded] = [0, 0, 0]
  let before = ''
  const byes: string[] = []
  const room = connect({ server, room: name, WebSocket: Plain })
  room.on('state', state => {
    if (before === 'open' && state !== 'closed') cuts++
    before = state
  })
  room.on('bye', ({ code, text }) => byes.push(`${code} ${text}`))
  room.on('messages', ({ messages }) => book.note(messages.map(({ id }) => id)))
  room.on('withheld', told => {
    for (const number of Object.values(told)) withheld += number ?? 0
  })
  room.on('room', frame => {
    if (frame.degraded) degraded++
  })
  return {
    room,
    hasShown: id => book.has(id),
    latest: () => book.latest,
    twice: () => book.twice,
    withheld: () => withheld,
    cuts: () => cuts,
    byes: () => byes,
    degraded: () => degraded,
  }
}
