// Who a link is for: it asks where the room has come to, and tells what comes and goes.

import type { JoinAnswer, ServerFrame, WelcomeFrame } from '../engine/wire/frames.ts'
import type { BarrageError } from './barrage-error.ts'
import type { Ending } from './connection.ts'
import type { CrowdMessages } from './crowd-line.ts'

export type LinkState = 'connecting' | 'open' | 'waiting' | 'closed'

/** What is told of an ending. */
export type Ended = Pick<Ending, 'code' | 'text' | 'told'>

/** What a room is told of itself without an edge. */
export type CrowdOwner = {
  /** What was said up to there is shown, ms since the stream opened. */
  readonly shownUntil: (stream: string) => number | undefined
  readonly onCrowd: (frame: WelcomeFrame) => void
  /** People on edges, as the last join told. */
  readonly onCrowdCount: (viewers: number) => void
  readonly onCrowdMessages: (told: CrowdMessages) => void
  readonly onCrowdGone: (ids: readonly string[]) => void
}

export type LinkOwner = CrowdOwner & {
  /** Where to resume; nothing before the first welcome. */
  readonly resumeFrom: () => string | undefined
  /** The cursor that tells the edge what has arrived. */
  readonly live: () => string | undefined
  readonly onState: (state: LinkState) => void
  readonly onJoin: (answer: JoinAnswer) => void
  readonly onWelcome: (frame: WelcomeFrame) => void
  readonly onFrame: (frame: ServerFrame) => void
  /** A join was refused, or not answered. */
  readonly onRefused: (error: BarrageError) => void
  readonly onEnd: (ending: Ended) => void
}
