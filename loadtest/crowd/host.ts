// What viewers share, and whom they tell what they heard.

import type { Heard } from '../accounting/book.ts'
import type { Mark, Marks } from '../accounting/mark.ts'
import type { Allowed } from '../allowed-host.ts'
import type { Counts } from './counts.ts'
import type { Dialect, Told } from './dialect.ts'
import type { SharedFrame, SharedFrames } from './shared-frames.ts'

export type Host<Viewer> = {
  readonly dialect: Dialect
  readonly deflate: boolean
  readonly allowed: Allowed
  /** What all of them read into, one after the other: nothing of it is kept. */
  readonly readInto: Buffer
  readonly mask: Uint8Array
  readonly marks: Marks
  readonly frames: SharedFrames
  readonly counts: Counts
  /** Bytes have come in, now. */
  came(bytes: number): void
  pingFrame(at: Mark): Buffer | undefined
  heard(viewer: Viewer, frame: SharedFrame, how: Heard): void
  answered(viewer: Viewer, cid: string, refusal: Told | undefined): void
  /** A connection that stood has ended. */
  ended(viewer: Viewer, code: number): void
  /** What it was sent is wrong in itself. */
  complain(viewer: Viewer, error: Error): void
}
