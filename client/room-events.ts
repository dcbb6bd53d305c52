// What a room tells whoever listens to it: each event, with what comes with it.

import type {
  ByeFrame,
  JoinAnswer,
  RoomFrame,
  WelcomeFrame,
  Withheld,
} from '../engine/wire/frames.ts'
import type { WireMessage } from '../engine/wire/message.ts'
import type { BarrageError } from './barrage-error.ts'
import type { TransportName } from './fallback.ts'
import type { LinkState } from './link-owner.ts'

export type RoomState = LinkState

export type RoomMessages = {
  /** In frame order, none of them shown before. */
  readonly messages: readonly WireMessage[]
  /** False for what we missed, and for the newest history on entering. */
  readonly live: boolean
  /** How many the frame left out. */
  readonly withheld: Withheld
  /** An earlier frame left them out: they belong before what was shown since we came back. */
  readonly afterAll?: true
}

export type Spared = {
  /** The step of the degradation ladder (docs/protocol.md); 0: nothing is spared. */
  readonly step: number
  /** Speak no more often than this, please; 0: as often as you may. */
  readonly slowMs: number
}

export type RoomEvents = {
  readonly state: RoomState
  /** What frames come by from now on. Polls where WebSocket cannot be had; nothing else differs. */
  readonly transport: TransportName
  readonly joined: JoinAnswer
  readonly welcome: WelcomeFrame
  readonly messages: RoomMessages
  /** People in the room. */
  readonly count: number
  readonly withheld: Withheld
  /** What changed about the room. */
  readonly room: RoomFrame
  /** What the room is spared while the server cannot keep up has changed. */
  readonly ladder: Spared
  /** Ids to take off the screen. */
  readonly recall: readonly string[]
  /** People of whom everything so far is to be taken off the screen. */
  readonly silence: readonly string[]
  /** A no that belongs to no message: a join, a fetch, a frame that could not be read. */
  readonly refused: BarrageError
  /** The edge closed the connection, and why. After a terminal code the state is `closed`. */
  readonly bye: Pick<ByeFrame, 'code' | 'text'>
}
