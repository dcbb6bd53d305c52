// Who takes part in the match: a server that can be started for a load, spoken to, and ended.

import type { Spoken } from '../../loadtest/speaking/sayings.ts'

export type Load = {
  readonly viewers: number
  /** Messages a second. */
  readonly rate: number
  readonly tickMs: number
}

export type Contestant = {
  readonly name: string
  /** Its viewers offer permessage-deflate. */
  readonly deflate?: true
  /** A load of how many seconds at most. */
  readonly start: (load: Load, seconds: number) => Promise<Started>
}

export type Started = {
  /** `http://127.0.0.1:…` */
  readonly url: string
  readonly room: string
  /** The file of how it speaks, as a URL. */
  readonly dialect: string
  /** All processes of its side. */
  readonly pids: readonly number[]
  /** Says what is due, and tells the ids; missing when it talks by itself once it begins. */
  readonly say?: (spoken: readonly Spoken[]) => readonly string[]
  readonly begin?: () => void
  readonly stop: () => Promise<void>
}
