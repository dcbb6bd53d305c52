// Whether a viewer is one of those that a gray release takes: a share of all, always the same
// ones, and whoever the application counts among them by name.

import { createHash } from 'node:crypto'
import type { ViewerId } from '../ids.ts'

export function isGray(
  viewer: ViewerId,
  group: string,
  { label, percent }: { readonly label: string; readonly percent: number },
): boolean {
  if (label === '') return false
  return group === label || shareOf(viewer) < percent / 100
}

/** In [0, 1), even over all viewers. */
function shareOf(viewer: ViewerId): number {
  return createHash('sha256').update(`gray ${viewer}`).digest().readUInt32BE(0) / 2 ** 32
}
