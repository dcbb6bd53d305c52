// A stream of the archive in memory, in short.

import { pausesOf } from '../../pauses.ts'
import type { Outline, Slot } from '../../ports/archive.ts'
import type { HeldStream } from './archived-streams.ts'

export function outlineOf(stream: HeldStream, since: number, newest: boolean): Outline {
  const { info, closedAt, revision, shiftMs, tier, facts } = stream
  const isNew = revision > since
  const kinds = [...stream.kinds].filter(([, count]) => count > 0)
  return {
    ...info,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...{ revision, newest, shiftMs, tier },
    ...(facts === undefined ? {} : { facts }),
    pauses: isNew ? pausesOf(stream.pauseMarks, info.openedAt) : [],
    kinds: isNew ? Object.fromEntries(kinds.sort()) : {},
    slots: changedSlots(stream, since),
  }
}

function changedSlots({ slots }: HeldStream, since: number): Slot[] {
  return [...slots]
    .filter(([, { revision }]) => revision > since)
    .map(([slot, { count, revision }]) => ({ slot, count, revision }))
    .sort((a, b) => a.slot - b.slot)
}
