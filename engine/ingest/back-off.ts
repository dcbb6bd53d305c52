// The pauses between tries, when something outside does not answer.

import { setTimeout as pause } from 'node:timers/promises'

const FIRST_MS = 50
/** Viewers see frames again within 2 s of the store's return: a try a second leaves one for the write. */
const LONGEST_MS = 1_000

/** Waits before try `tries + 1`, or until the signal ends it. */
export async function backOff(tries: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS)
  await pause(ms, undefined, { signal }).catch(() => {})
}
