// The climb of a message from a viewer to the log: a list of steps, each of which lets it
// pass, changed or not, or says why it may not.

import type { MessageId, ViewerId } from '../ids.ts'
import type { Message } from '../message.ts'
import type { Refused } from '../refusal.ts'
import type { RoomSettings } from '../room.ts'
import type { Allotment } from './allotment.ts'

/** On its way up: perhaps changed (masked, stamped), perhaps for the sender's eyes alone. */
export type Climber = { readonly message: Message; readonly shadowed: boolean }

/** A token bucket as it stands; see pace.ts. */
export type Tokens = { readonly left: number; readonly at: number }

/** A message that passed the screen, normalised, and when. */
export type Recent = { readonly id: MessageId; readonly text: string; readonly at: number }

/** What the edge remembers of one sender in one room. Steps replace its fields. */
export type SenderState = {
  readonly id: ViewerId
  tokens: Tokens | undefined
  /** What it said last, newest last; see screen.ts. */
  recent: readonly Recent[]
}

/** What the edge remembers of one room. Steps replace its fields. */
export type RoomState = {
  tokens: Tokens | undefined
  /** Of the room's budget, which other edges draw on too; nothing where there is no other. */
  budget?: RoomBudget
}

export type RoomBudget = {
  readonly held: Allotment
  /** This edge's part of the room's rate while nobody hands out the budget: in (0, 1]. */
  share: number
  /** How often the edge asks for more. */
  readonly everyMs: number
}

/** Everything a step may look at beside the message. */
export type Context = {
  readonly now: number
  /** Whether the stream is on. */
  readonly open: boolean
  readonly settings: RoomSettings
  readonly sender: SenderState
  readonly room: RoomState
  /** The application's server may send anything, at any pace: checked by shape alone. */
  readonly trusted: boolean
  /** Until when the sender may not speak here, ms since 1970. */
  readonly mutedUntil?: number | undefined
  /** Told what was changed on the way, for counters: `control-characters`, `masked`, `shadowed`. */
  readonly count: (what: string, times?: number) => void
}

export type Step = (
  climber: Climber,
  context: Context,
) => Climber | Refused | Promise<Climber | Refused>

/** Climbs the steps in order; the first refusal ends the climb. */
export async function climb(
  steps: readonly Step[],
  message: Message,
  context: Context,
): Promise<Climber | Refused> {
  let climber: Climber = { message, shadowed: false }
  for (const step of steps) {
    const taken = step(climber, context)
    const next = taken instanceof Promise ? await taken : taken // most answer at once
    if ('why' in next) return next
    climber = next
  }
  return climber
}
