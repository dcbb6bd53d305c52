// What the page shows, in one place: sources (a live room, a replay) set it, components read
// the part they need and are drawn again only when that part changed.

import { useEffect, useState } from 'preact/hooks'

export class Store<State extends object> {
  #state: State
  readonly #listeners = new Set<() => void>()

  constructor(state: State) {
    this.#state = state
  }

  get(): State {
    return this.#state
  }

  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Calls `listener` after every change; the answer stops that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

export function useStore<State extends object, Part>(
  store: Store<State>,
  part: (state: State) => Part,
): Part {
  const [seen, see] = useState(() => part(store.get()))
  useEffect(() => {
    const look = () => see(() => part(store.get()))
    look()
    return store.onChange(look)
  }, [store])
  return seen
}
