// Which messages a lane gives up when it is full and cannot go any faster.

import type { Priority } from '../message.ts'
import type { MessageRecord } from './lane-queue.ts'

/** Lowest priority first. Whitelist is never given up: it waits. */
const GIVEN_UP: readonly Priority[] = ['low', 'high']

/** Up to `excess` of what waits: lowest priority first, and of that the oldest. */
export function chooseShed(
  waiting: readonly MessageRecord[],
  excess: number,
): ReadonlySet<MessageRecord> {
  const chosen = new Set<MessageRecord>()
  for (const priority of GIVEN_UP) {
    const oldest = waiting
      .filter(({ entry }) => entry.message.priority === priority)
      .sort((a, b) => a.appendedAt - b.appendedAt)
    for (const record of oldest.slice(0, excess - chosen.size)) chosen.add(record)
  }
  return chosen
}
