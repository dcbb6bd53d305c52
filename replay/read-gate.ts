// How many questions players put to the archive at once, or to cold files. Whoever comes when
// all turns are taken waits; streams take turns with one another, so that a rush on one does
// not hold up the rest. So many may wait and no more: beyond, they are told to come again.
//
// Who has a turn asks one thing and waits for no other turn, or all might wait for each other.

import { Fault } from '../engine/fault.ts'
import type { Archive } from '../engine/ports/archive.ts'
import type { Takebacks } from '../engine/ports/takebacks.ts'
import type { Tiers } from '../engine/ports/tiers.ts'

/** The archive as whoever plays the past asks it. */
export type ReadArchive = Pick<
  Archive,
  'overlay' | 'stream' | 'streams' | 'outline' | 'generation' | 'comments' | 'missing'
> & {
  readonly tiers: Pick<Tiers, 'files'>
  readonly takebacks: Pick<Takebacks, 'takenBack'>
}

export type ReadGateSettings = { readonly readsAtOnce: number; readonly readsWaiting: number }

export class ReadGate {
  readonly #settings: ReadGateSettings
  /** Those that wait, by what they are about, in the order of the turns. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #reading = 0
  #waits = 0
  refused = 0

  constructor(settings: ReadGateSettings) {
    this.#settings = settings
  }

  get waiting(): number {
    return this.#waits
  }

  /** @throws Fault `archive-busy`: too many wait */
  async run<T>(about: string, read: () => Promise<T>): Promise<T> {
    await this.#turn(about)
    try {
      return await read()
    } finally {
      this.#leave()
    }
  }

  async #turn(about: string): Promise<void> {
    if (this.#reading < this.#settings.readsAtOnce) {
      this.#reading++
      return
    }
    if (this.#waits >= this.#settings.readsWaiting) {
      this.refused++
      throw new Fault('archive-busy')
    }
    this.#waits++
    await new Promise<void>(resolve => {
      const line = this.#waiting.get(about)
      if (line) line.push(resolve)
      else this.#waiting.set(about, [resolve])
    })
  }

  /** The turn goes to the line that has waited longest for one, which then is the last. */
  #leave(): void {
    for (const [about, line] of this.#waiting) {
      const next = line.shift()
      this.#waiting.delete(about)
      if (line.length > 0) this.#waiting.set(about, line)
      this.#waits--
      next?.()
      return
    }
    this.#reading--
  }
}

/** The archive, of which players read no more at once than they may. */
export function gated(archive: ReadArchive, gate: ReadGate): ReadArchive {
  const { overlay, takebacks, tiers } = archive
  return {
    overlay,
    takebacks: {
      takenBack: (...asked) => gate.run(asked[0], () => takebacks.takenBack(...asked)),
    },
    tiers: { files: id => gate.run(id, () => tiers.files(id)) },
    stream: id => gate.run(id, () => archive.stream(id)),
    streams: (...asked) => gate.run(asked[0], () => archive.streams(...asked)),
    outline: (...asked) => gate.run(asked[0], () => archive.outline(...asked)),
    generation: (...asked) => gate.run(asked[0], () => archive.generation(...asked)),
    comments: (...asked) => gate.run(asked[0], () => archive.comments(...asked)),
    missing: id => gate.run(id, () => archive.missing(id)),
  }
}

/** The same, each piece of it read in a turn. */
export async function* inTurns<T>(
  gate: ReadGate,
  about: string,
  pieces: AsyncGenerator<T>,
): AsyncGenerator<T> {
  for (;;) {
    const { done, value } = await gate.run(about, () => pieces.next())
    if (done) return
    yield value
  }
}
