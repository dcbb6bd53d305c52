// "Something was stored for this stream": a nudge that makes edges read small rooms at once.
// Notices may be lost, doubled and late; nobody may depend on one.

import type { StreamId } from '../ids.ts'

export interface Notices {
  /** Tells whoever watches. Never waits, never throws. */
  publish(stream: StreamId): void
  /** Calls `heard` for every notice of this stream until the returned function is called. */
  watch(stream: StreamId, heard: () => void): () => void
  close(): Promise<void>
}
