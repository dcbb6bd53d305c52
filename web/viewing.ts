// What one open page holds: the room, perhaps a replay of it, the curtain, the viewer's
// preferences. Components ask it to do things and draw what its stores say.

import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Address } from './address.ts'
import { Curtain } from './curtain/curtain.ts'
import { PREFERENCES_KEY, type Preferences, readPreferences, USUAL } from './curtain/preferences.ts'
import { LiveSession } from './live-session.ts'
import { FIRST, type PageState } from './page-state.ts'
import { ReplaySession } from './replay/replay-session.ts'
import { Store } from './store.ts'
import type { Words } from './words/words.ts'

export class Viewing {
  readonly words: Words
  readonly address: Address
  readonly state = new Store<PageState>(FIRST)
  readonly preferences: Store<Preferences>
  readonly curtain: Curtain
  readonly live: LiveSession
  #replay: ReplaySession | undefined

  constructor(address: Address, words: Words) {
    this.address = address
    this.words = words
    this.preferences = new Store(keptPreferences())
    this.curtain = new Curtain(this.preferences.get())
    this.preferences.onChange(() => this.#prefer(this.preferences.get()))
    this.live = new LiveSession(address, this.state, this.curtain)
    if (address.stream) this.watch(address.stream)
    else this.#watchIfEnded()
  }

  get replay(): ReplaySession | undefined {
    return this.#replay
  }

  /** Plays a stream of the room again, from its start. */
  watch(stream: string): void {
    this.#replay?.close()
    this.#replay = new ReplaySession(stream, this.state, this.curtain)
    this.#showAddress(stream)
  }

  backToLive(): void {
    this.#replay?.close()
    this.#replay = undefined
    this.live.resume()
    this.#showAddress(undefined)
  }

  /** Who comes when all is over is shown what there was. */
  #watchIfEnded(): void {
    const stop = this.state.onChange(() => {
      const { connection, open, stream } = this.state.get()
      if (connection !== 'open' || !stream) return
      stop()
      if (!open && !this.#replay) this.watch(stream)
    })
  }

  #prefer(preferences: Preferences): void {
    this.curtain.prefer(preferences)
    try {
      localStorage.setItem(PREFERENCES_KEY, JSON.stringify(preferences))
    } catch {
      // Private windows refuse; then they hold for this visit.
    }
  }

  /** A reload, or a friend who is sent the address, sees the same. */
  #showAddress(stream: string | undefined): void {
    const url = new URL(location.href)
    if (stream) url.searchParams.set('stream', stream)
    else url.searchParams.delete('stream')
    history.replaceState(null, '', url)
  }
}

export const ViewingContext = createContext<Viewing | undefined>(undefined)

export function useViewing(): Viewing {
  const viewing = useContext(ViewingContext)
  if (!viewing) throw new TypeError('outside of the page')
  return viewing
}

function keptPreferences(): Preferences {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const usual = { ...USUAL, on: !still }
  try {
    return readPreferences(localStorage.getItem(PREFERENCES_KEY), usual)
  } catch {
    return usual
  }
}
