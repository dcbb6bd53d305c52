// Viewers on bare sockets, the load test's: what a room tells all of them is decoded once, so
// that hundreds of them in one process cost it no more than a few over the SDK.

import { Audience } from '../../loadtest/crowd/audience.ts'
import { dialect } from '../../loadtest/crowd/barrage-dialect.ts'
import type { SharedFrame } from '../../loadtest/crowd/shared-frames.ts'
import type { Viewer } from '../../loadtest/crowd/viewer.ts'
import { until } from '../until.ts'
import { type Shown, ShownBook } from './shown.ts'
import type { Watcher } from './watcher.ts'

const ENTER_MS = 30_000

type Seat = { readonly book: ShownBook; readonly byes: string[] }

export class BareWatchers extends Audience {
  readonly watchers: readonly Watcher[]
  readonly #seats: ReadonlyMap<Viewer, Seat>
  readonly #ids = new WeakMap<SharedFrame, readonly string[]>()

  /** Resolves when all of them are in. */
  static async enter(
    server: string,
    room: string,
    size: number,
    shown: Shown,
  ): Promise<BareWatchers> {
    const bare = new BareWatchers(server, room, size, shown)
    const isIn = () => bare.viewers.every(({ open }) => open)
    await until(isIn, { withinMs: ENTER_MS, what: `${size} viewers on bare sockets` })
    return bare
  }

  private constructor(server: string, room: string, size: number, shown: Shown) {
    super({
      place: { server, room },
      ...{ dialect, deflate: false, allowed: { yesReally: false } },
      ...{ firstNumber: 0, random: Math.random },
    })
    this.present(size)
    const seat = (): Seat => ({ book: new ShownBook(shown), byes: [] })
    this.#seats = new Map(this.viewers.map(viewer => [viewer, seat()]))
    this.watchers = Array.from(this.#seats, ([viewer, seat]) => watcher(viewer, seat))
  }

  /** What is wrong with the frames themselves, since it was asked last. */
  complaints(): readonly string[] {
    const { frames, complaints } = this.notebook.take()
    return [...complaints, ...frames.flatMap(({ faults }) => faults)]
  }

  override heard(viewer: Viewer, frame: SharedFrame): void {
    this.#seats.get(viewer)?.book.note(this.#idsIn(frame))
  }

  override ended(viewer: Viewer, code: number): void {
    this.#seats.get(viewer)?.byes.push(`${code}`)
    super.ended(viewer, code)
  }

  #idsIn(frame: SharedFrame): readonly string[] {
    const { says } = frame
    const known = this.#ids.get(frame)
    if (known || says.is !== 'telling') return known ?? []
    const ids = says.telling.messages.map(({ id }) => id)
    this.#ids.set(frame, ids)
    return ids
  }
}

function watcher({ book: told }: Viewer, { book, byes }: Seat): Watcher {
  const { withheld } = told
  return {
    hasShown: id => book.has(id),
    latest: () => book.latest,
    twice: () => 0, // it drops by id, as a client must; those over the SDK tell whether that is done
    withheld: () => withheld.whitelist + withheld.high + withheld.low,
    cuts: () => byes.length,
    byes: () => byes,
  }
}
