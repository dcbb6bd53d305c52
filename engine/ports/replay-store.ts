// Segments of past streams that many ask for, kept warm between the process's own cache and
// the archive. What is asked for stays; what nobody asks for leaves. Losing one costs a read of
// the archive, nothing else.

import type { Range } from '../archived.ts'
import type { StreamId } from '../ids.ts'

/** One segment as it was in one generation. */
export type SegmentName = Range & { readonly stream: StreamId; readonly generation: number }

export interface ReplayStore {
  /** Stays as long again as when it was put. */
  get(name: SegmentName): Promise<Uint8Array | undefined>
  put(name: SegmentName, bytes: Uint8Array): Promise<void>
  /** These are asked for where they are cached: they stay as long again. */
  touch(names: readonly SegmentName[]): Promise<void>
  /** Forgets every generation of what touches the range of a stream; returns how many there were. */
  forget(stream: StreamId, range: Range): Promise<number>
  close(): Promise<void>
}
