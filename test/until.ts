// Tests do not sleep: they poll what they wait for, with a deadline.

import { setTimeout as pause } from 'node:timers/promises'

const POLL_MS = 5

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>

/**
 * Resolves with the first truthy answer of `condition`, asked again and again.
 * @param what said in the error when `withinMs` (20 s by default) has passed
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { withinMs = 20_000, what = condition.toString() }: { withinMs?: number; what?: string } = {},
): Promise<Truthy<T>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await condition()
    if (answer) return answer as Truthy<T>
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause(POLL_MS)
  }
}
