// What a process of the crowd is told to do, and what it tells: plain data that crosses
// between processes.

import type { Priority } from '../../engine/message.ts'
import type { Allowed } from '../allowed-host.ts'
import type { Counts } from './counts.ts'
import type { Told, Utterance } from './dialect.ts'

export type CrowdTask = {
  readonly server: string
  readonly room: string
  readonly key?: string | undefined
  /** The file of the server's dialect, as a URL. */
  readonly dialect: string
  readonly deflate: boolean
  readonly allowed: Allowed
  /** Viewers of this process are numbered from here. */
  readonly firstNumber: number
  readonly seed: number
}

export type Order =
  /** Let so many in, but do not connect them yet. */
  | { readonly do: 'tickets'; readonly viewers: number }
  /** So many are to be here; newcomers come at most so fast. */
  | { readonly do: 'present'; readonly viewers: number; readonly perSecond?: number | undefined }
  /** A share of the connections ends without a word, at once; they come back. */
  | { readonly do: 'cut'; readonly share: number }
  /** A share of the viewers stops reading; all of them read again. */
  | { readonly do: 'stall'; readonly share: number }
  | { readonly do: 'wake' }
  | { readonly do: 'say'; readonly sayings: readonly Utterance[] }
  /** Tell what became of everybody, when all should have come to `end`. */
  | { readonly do: 'books'; readonly end: string }

export type News =
  | { readonly news: 'report'; readonly report: Report }
  | { readonly news: 'books'; readonly books: Books }
  | { readonly news: 'ready' }

/** A message as it was told: its id, its bucket, its number. */
export type Numbered = readonly [id: string, priority: Priority, seq: number]

/** Several times a second. What is counted is counted since the beginning. */
export type Report = {
  readonly present: number
  /** Have a ticket. */
  readonly ticketed: number
  /** Viewers who should be whole and have not all that some of us have. */
  readonly behind: number
  /** The furthest place that anybody came to. */
  readonly furthest: string | undefined
  readonly counts: Counts
  readonly books: Sums
  /** Frames that were new to this process. */
  readonly frames: readonly {
    readonly number: number
    readonly epoch: string
    readonly messages: readonly Numbered[]
    readonly faults: readonly string[]
    readonly misordered: number
  }[]
  /** Frame, then when and how often: `tick, count, tick, count, …` (receipts.ts). */
  readonly live: readonly (readonly [number: number, receipts: readonly number[]])[]
  readonly resumed: readonly (readonly [number: number, receipts: readonly number[]])[]
  readonly said: readonly { readonly cid: string; readonly id: string; readonly atMs: number }[]
  /** Their cids: nobody was there to say it. */
  readonly unsaid: readonly string[]
  readonly answers: readonly { readonly id: string; readonly refusal?: Told }[]
  readonly complaints: readonly string[]
  readonly own: OwnCost
}

export type Sums = {
  readonly delivered: Readonly<Record<Priority, number>>
  readonly withheld: Readonly<Record<Priority, number>>
  readonly doubled: number
  readonly gaps: number
  readonly resumed: number
  readonly restarted: number
}

/** What it costs to be this part of the crowd. */
export type OwnCost = {
  /** Since it began. */
  readonly cpuMs: number
  /** Since the last report. */
  readonly loopP99Ms: number
  readonly loopMaxMs: number
  readonly rssBytes: number
}

/** Every viewer's book at the end. */
export type Books = {
  /** Those who should be whole, and how many of them are. */
  readonly viewers: number
  readonly whole: number
  readonly missing: number
  /** The fewest and the most that one of them was delivered. */
  readonly least: number
  readonly most: number
  /** Some of those who are not whole, in words. */
  readonly complaints: readonly string[]
}
