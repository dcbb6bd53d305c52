// What is asked of one viewer of a cluster, however it watches.

export type Watcher = {
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
}
