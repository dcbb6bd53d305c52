// How somebody who means harm gets at a server: in as everybody comes in, or no further than
// the door.

import { dialect } from '../crowd/barrage-dialect.ts'
import type { Door } from '../crowd/dialect.ts'
import { Line } from './line.ts'

export type WayIn = {
  /** In, as everybody comes in. */
  readonly enter: (deflate?: boolean) => Promise<Line>
  /** A connection on which nothing has been said. */
  readonly knock: () => Promise<Line>
  readonly path: string
  readonly host: string
  /** The end of the abuse. */
  readonly signal: AbortSignal
}

export function wayIn(door: Door, signal: AbortSignal): WayIn {
  return {
    enter: deflate => Line.enter(dialect, door, deflate),
    knock: async () => new Line(door),
    path: dialect.knock(door, undefined).path,
    host: door.url.replace(/^ws:\/\//, ''),
    signal,
  }
}
