// What fails at the start may only be late: a machine that starts many processes at once lets
// each of them wait. So it is tried for some seconds, and then the failure stands.

import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../engine/fault.ts'

/** A supervisor waits no longer for words. */
export const PATIENCE_MS = 5_000
export const AGAIN_MS = 500

/** @throws what `work` throws in the end; what is no Fault of a store, at once */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await work()
    } catch (failure) {
      const isAway = failure instanceof Fault && failure.code === 'store-unavailable'
      if (!isAway || performance.now() > deadline) throw failure
    }
    await pause(AGAIN_MS)
  }
}
