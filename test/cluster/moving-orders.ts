// What the crowd of many rooms is told to do, and what it tells: plain data that crosses between
// processes.

/** By room: how many messages were acknowledged, and of how many nobody was told anything. */
export type SaidIn = Readonly<
  Record<string, { readonly acknowledged: number; readonly unsure: number }>
>

export type RoomOf = {
  readonly room: string
  readonly viewers: number
  /** How often something is told there: by the tick, or by what is said. */
  readonly everyMs: number
}

export type Order =
  | { readonly do: 'enter'; readonly server: string; readonly rooms: readonly RoomOf[] }
  /** Tell how it went since the last look. */
  | { readonly do: 'look' }
  /** Tell what became of everybody, when so much was said in each room. */
  | { readonly do: 'reckon'; readonly said: SaidIn }

export type Look = {
  readonly present: number
  /** Connections that were opened, at most within one second; those of newcomers too. */
  readonly mostPerSecond: number
  /** The longest that the crowd's own process stood still. */
  readonly stalledMs: number
  readonly connected: number
  /** Viewers that lost a connection before they had another, and the longest without one. */
  readonly cutOff: number
  readonly longestAwayMs: number
  /** The longest that a viewer was told nothing, beyond what is usual in its room; be it that nothing was said. */
  readonly longestPauseMs: number
  /** From saying to hearing, by the edge that told it. */
  readonly p99Ms: Readonly<Record<string, number>>
  /** The longest from saying to hearing, resumed or not. */
  readonly slowestMs: number
  /** Live frames that came before what the viewer had missed. */
  readonly overtaken: number
  readonly failed: Readonly<Record<string, number>>
  readonly ended: Readonly<Record<string, number>>
  /** What is wrong with the frames themselves. */
  readonly complaints: readonly string[]
}

export type Reckoned = {
  readonly viewers: number
  /** Over all viewers: acknowledged and not delivered, delivered twice, told as left out. */
  readonly lost: number
  readonly twice: number
  readonly withheld: number
  /** Some of those who are not whole, in words. */
  readonly examples: readonly string[]
}
export type News = { readonly look: Look } | { readonly reckoned: Reckoned }
