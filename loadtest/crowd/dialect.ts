// What a crowd must know of the server it sits before: how somebody is let in, and what the
// server's frames say. Barrage's own is barrage-dialect.ts; whoever wants to put another
// server before the same crowd writes another, and names its file in the task.

import type { Mark, Marks } from '../accounting/mark.ts'
import type { Telling } from '../accounting/telling.ts'
import type { Knock } from '../wire/handshake.ts'

export type Says =
  | { readonly is: 'telling'; readonly telling: Telling }
  | {
      readonly is: 'welcome'
      readonly cursor: Mark
      readonly resumed: boolean
      readonly heartbeatMs: number
    }
  /** Numbers begin again here. */
  | { readonly is: 'restart'; readonly cursor: Mark }
  | { readonly is: 'answer'; readonly cid: string; readonly refusal?: Told }
  /** How long until the next sign of life. */
  | { readonly is: 'pace'; readonly nextMs: number }
  | {
      readonly is: 'move'
      readonly url: string
      /** Where to go when that one is gone, best first. */
      readonly edges?: readonly string[]
      readonly ticket?: string
    }
  /** The server wants this said at once, as it is. */
  | { readonly is: 'reply'; readonly text: string }
  | { readonly is: 'nothing' }
  /** It cannot be read. */
  | { readonly is: 'nonsense'; readonly text: string }

export type Told = { readonly code: number; readonly text: string; readonly retryMs?: number }

/** Where and as whom a viewer comes in. */
export type Door = {
  /** `ws://127.0.0.1:8080` */
  readonly url: string
  /** Where to go when it does not open there, best first. */
  readonly others?: readonly string[]
  readonly path: string
  readonly ticket: string
  readonly viewer: string
  readonly stream: string
}

export type Place = {
  readonly server: string
  readonly room: string
  /** The application's key: joins are made with it, and a viewer is whom we say. */
  readonly key?: string | undefined
}

export type Dialect = {
  /** Lets a viewer in; once for each, and again when a door does not open any more. */
  join(place: Place, number: number, before: Door | undefined): Promise<Door>
  /** What is asked of the door, to go on from a cursor or from now. */
  knock(door: Door, cursor: string | undefined): Pick<Knock, 'path' | 'protocols'>
  /** Whether many viewers are sent these very bytes; `at` is where the payload begins. */
  isShared(bytes: Buffer, at: number): boolean
  read(payload: Buffer, marks: Marks): Says
  /** What a viewer says to give a sign of life; nothing: the WebSocket's own pongs will do. */
  ping(cursor: string): string | undefined
  /** Asks for what came after a cursor; nothing: there is no asking. */
  fetch(cursor: string): string | undefined
  send(said: Utterance): string
  /** The id that a message will have. */
  idOf(door: Door, cid: string): string
}

export type Utterance = {
  readonly cid: string
  readonly kind: string
  readonly body: Readonly<Record<string, unknown>>
}
