// The past, wherever it lies. A warm stream is in the archive; of a cold one the files have
// what was there when it went cold, and the archive what came later. Who reads need not know.
//
// Files are read in turns of their own: however slow they are, they hold up nobody who asks
// the archive.

import type { ArchiveRow } from '../engine/archived.ts'
import { merged } from '../engine/row-order.ts'
import type { ColdFiles } from './cold-files.ts'
import type { Outlines } from './outlines.ts'
import { inTurns, type ReadArchive, type ReadGate } from './read-gate.ts'

type Query = Parameters<ReadArchive['comments']>[1]

export type PastParts = {
  readonly archive: ReadArchive
  readonly outlines: Outlines
  readonly coldFiles: ColdFiles
  readonly coldGate: ReadGate
}

/** The archive, with the comments of cold streams as well. */
export function wholePast({ archive, outlines, coldFiles, coldGate }: PastParts): ReadArchive {
  return {
    ...archive,
    comments: async (stream, query) => {
      const outline = await outlines.get(stream)
      if (outline?.info.tier !== 'cold') return archive.comments(stream, query)
      const files = await archive.tiers.files(stream)
      const late = await archive.comments(stream, query)
      if (files === undefined) return late
      const { openedAt } = outline.info
      const found: ArchiveRow[] = []
      const range = { from: openedAt + query.from, to: openedAt + query.to, after: query.after }
      for await (const rows of inTurns(coldGate, stream, coldFiles.rows(files, range))) {
        found.push(...(await shown(archive, rows)))
        if (found.length >= query.limit) break
      }
      return first(merged(found, late), query)
    },
  }
}

async function shown(archive: ReadArchive, rows: readonly ArchiveRow[]): Promise<ArchiveRow[]> {
  const [any] = rows
  if (!any) return []
  const back = await archive.takebacks.takenBack(any.message.stream, rows)
  return rows.filter(({ shadowed, message }) => !shadowed && !back.has(message.id))
}

function first(rows: readonly ArchiveRow[], { limit }: Query): ArchiveRow[] {
  return rows.slice(0, limit)
}
