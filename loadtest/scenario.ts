// What a scenario is: a little data, and pure functions of the moment. Whoever writes one of
// their own exports it as `scenario` from a file; docs/loadtest.md shows how.

import type { Body, Priority } from '../engine/message.ts'
import type { RoomSettings } from '../engine/room.ts'
import type { Threshold } from './measures.ts'

/** Where a run stands, and what was asked for. */
export type Moment = {
  /** Since everybody was in and the talk began. */
  readonly second: number
  /** How long it goes on. */
  readonly seconds: number
  /** `--viewers` */
  readonly viewers: number
  /** `--rate`: messages a second. */
  readonly rate: number
}

/** One sort of what is said; of several, each has its share by weight. */
export type Sort = {
  readonly weight: number
  /** Viewers over their own sockets, or the application's server for people it knows. */
  readonly by?: 'viewers' | 'application'
  /** `danmaku` when left out. */
  readonly kind?: string
  /** As the room's rules have it when left out; only the application may say it. */
  readonly priority?: Priority
  /** A comment of the corpus when left out. */
  readonly body?: (random: () => number) => Body
}

/** What happens to the crowd, once, at a moment. */
export type Happening = {
  readonly atSecond: number
  /** From here on latencies are told apart, under this name, too. */
  readonly phase?: string
} & (
  | { readonly do: 'nothing' } // but begin a phase: what a server does first is not what it does
  | { readonly do: 'cut'; readonly share: number }
  | { readonly do: 'stall'; readonly share: number }
  | { readonly do: 'wake' }
  | { readonly do: 'kill-edge' }
  /** So many of each kind of abuse.ts begin to do harm. */
  | { readonly do: 'abuse'; readonly each: number }
)

/** Requests at a fixed rate, whatever the answers do. */
export type Requests = {
  readonly name: string
  readonly method: 'GET' | 'POST'
  /** With `{room}`, `{stream}`, and `{segment}` for each segment of the stream so far. */
  readonly path: string
  readonly body?: object
  readonly perSecond: number
  readonly fromSecond: number
  readonly forSeconds: number
}

export type Scenario = {
  /** One line. */
  readonly about: string
  /** What the command line does not say. */
  readonly usual: { readonly viewers: number; readonly seconds: number; readonly rate: number }
  /** Set in the room before it begins; takes the operator's key. */
  readonly room?: Partial<RoomSettings>
  /** Messages a second; `--rate` when left out. */
  readonly rate?: (moment: Moment) => number
  /** How many are here; all of `--viewers` when left out. */
  readonly present?: (moment: Moment) => number
  /** Newcomers a second; as fast as they get in when left out. */
  readonly arrivals?: (moment: Moment) => number
  /** Comments, by the application, when left out. */
  readonly says?: readonly Sort[]
  readonly happenings?: (moment: Moment) => readonly Happening[]
  readonly requests?: (moment: Moment) => readonly Requests[]
  /** What must hold, or the exit code tells. */
  readonly gate?: readonly Threshold[]
}
