// All that the page's parts have to know of each other.

import type { ClientLimits } from '../engine/wire/frames.ts'
import type { Line } from './chat/lines.ts'
import type { ReplayClock } from './replay/clock.ts'
import type { Density } from './replay/density.ts'
import type { Manifest } from './replay/manifest.ts'
import type { Connection } from './words/words.ts'

export type PageState = {
  readonly connection: Connection
  /** Why we are not let in, or may not come back: a refusal's or a close code. */
  readonly trouble: number | undefined
  readonly viewers: number | undefined
  readonly me: { readonly id: string; readonly name: string } | undefined
  readonly limits: ClientLimits | undefined
  /** The stream that is on in the room, or the last one that was. */
  readonly stream: string | undefined
  readonly openedAt: number | undefined
  readonly open: boolean
  readonly degraded: boolean
  /** The room asks everybody to leave so much time between comments; 0: it does not. */
  readonly slowMs: number
  /** What the room said and did not show us, since the page was opened. */
  readonly withheld: number
  /** What found no free row to fly in. */
  readonly notFlown: number
  readonly lines: readonly Line[]
  /** Of the video, if there is one: browsers let nothing sound before a viewer asks for it. */
  readonly muted: boolean
  readonly replay: Replay | undefined
}

/** A stream that plays again; missing while the page is live. */
export type Replay = {
  readonly stream: string
  readonly manifest: Manifest | undefined
  readonly density: Density
  readonly clock: ReplayClock
  readonly waiting: boolean
  readonly failed: boolean
}

export const FIRST: PageState = {
  connection: 'joining',
  trouble: undefined,
  viewers: undefined,
  me: undefined,
  limits: undefined,
  stream: undefined,
  openedAt: undefined,
  open: true,
  degraded: false,
  slowMs: 0,
  withheld: 0,
  notFlown: 0,
  lines: [],
  muted: true,
  replay: undefined,
}
