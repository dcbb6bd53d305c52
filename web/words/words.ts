// Everything the page says. One typed table, so that a sentence missing in one language
// does not compile.

export type Words = {
  readonly lang: string
  readonly title: string
  readonly skipToChat: string
  readonly viewers: (count: number) => string
  readonly live: string
  readonly ended: string
  readonly replay: string
  readonly connection: Record<Connection, string>
  readonly degraded: string
  readonly troubles: Readonly<Record<number, string>>
  readonly trouble: string
  readonly stage: string
  readonly chat: string
  readonly chatEmpty: string
  readonly newLines: (count: number) => string
  readonly spoken: (name: string, text: string, more: number) => string
  readonly roles: Record<'member' | 'moderator' | 'streamer', string>
  readonly gift: (name: string, count: number) => string
  readonly gave: string
  readonly liked: (count: number) => string
  readonly andMore: (count: number) => string
  readonly entered: string
  readonly notice: string
  readonly underWay: string
  readonly notSaid: string
  readonly notShown: (count: number) => string
  readonly notShownWhy: string
  readonly notFlown: (count: number) => string
  readonly say: string
  readonly sayAs: (name: string) => string
  readonly send: string
  readonly slow: (seconds: number) => string
  readonly sendIn: (seconds: number) => string
  readonly colour: string
  readonly colours: Record<string, string>
  readonly mode: string
  readonly modes: Record<'scroll' | 'top' | 'bottom', string>
  readonly refusals: Readonly<Record<number, string>>
  readonly refused: string
  readonly retryIn: (seconds: number) => string
  readonly streamEnded: string
  readonly comments: string
  readonly commentsOn: string
  readonly tune: string
  readonly sliders: Record<'opacity' | 'speed' | 'size' | 'density', string>
  readonly densityOf: (share: number) => string
  readonly still: string
  readonly fullScreen: string
  readonly soundOn: string
  readonly soundOff: string
  readonly watchFromStart: string
  readonly backToLive: string
  readonly play: string
  readonly pause: string
  readonly seek: string
  readonly rate: string
  readonly peaks: string
  readonly earlier: string
  readonly noEarlier: string
  readonly loading: string
  readonly replayFailed: string
  readonly tryAgain: string
}

export type Connection = 'joining' | 'open' | 'reconnecting' | 'shut'
