// Bringing a stream into cold files, and writing them anew when something came later or
// somebody was erased.
//
// Nothing is ever in one place alone that may be half written: the files are written whole and
// under a name of their own; then the archive is told, if it still has the files that were
// read; and only a while later, when nobody can be reading the old places any more, the rows
// are dropped that were read back from the files, and the old files removed. Whoever is killed
// in between begins again, and of two that do the same one finds the other ahead.

import type { ArchiveRow, Place } from '../engine/archived.ts'
import type { Now } from '../engine/clock.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Archive } from '../engine/ports/archive.ts'
import type { ColdStore } from '../engine/ports/cold-store.ts'
import { merged, order, placeOf } from '../engine/row-order.ts'
import { newStreamId, openedAt, parseStreamId } from '../engine/stream-id.ts'
import type { ColdFiles } from './cold-files.ts'
import { writeCold } from './cold-writer.ts'

export type CoolingParts = {
  readonly archive: Archive
  readonly cold: ColdStore
  readonly coldFiles: ColdFiles
  readonly now: Now
  readonly random: () => number
}

const PAGE_ROWS = 2_000
/** Files that the archive does not know and that are this old were left by somebody who was killed. */
const LEFT_BEHIND_MS = 86_400_000

/** @throws when somebody else was quicker, or somebody was erased meanwhile: try again */
export async function cool(parts: CoolingParts, stream: StreamId): Promise<void> {
  const { archive, cold, now, random } = parts
  const known = await archive.outline(stream)
  if (!known || known.tier === 'deleted') return
  const before = await archive.tiers.files(stream)
  const files = `${stream}/${newStreamId(now(), random)}`
  const written = await writeCold(
    cold,
    { files, room: known.room, stream },
    everyRow(parts, stream),
  )
  if (await archive.tiers.cool(stream, { ...written, at: now() }, before)) return
  await cold.remove(await cold.list(`${files}/`))
  throw new Error(`stream ${stream}: it has changed while it was written to cold files`)
}

/** Drops what the files have: out of the archive, and older files. */
export async function dropCooled(parts: CoolingParts, stream: StreamId): Promise<void> {
  const { archive, cold, coldFiles, now } = parts
  const files = await archive.tiers.files(stream)
  if (files === undefined) return
  for await (const rows of coldFiles.rows(files)) {
    await archive.tiers.drop(
      stream,
      rows.map(({ message }) => message.id),
    )
  }
  const others = (await cold.list(`${stream}/`)).filter(name => !name.startsWith(`${files}/`))
  await cold.remove(others.filter(name => isOlder(name, files) || isLeft(name, now())))
  await archive.tiers.swept(stream, files)
}

export async function deleteStream(
  { archive, cold, now }: Pick<CoolingParts, 'archive' | 'cold' | 'now'>,
  stream: StreamId,
): Promise<void> {
  await archive.tiers.delete(stream, now())
  await cold.remove(await cold.list(`${stream}/`))
  await archive.tiers.swept(stream)
}

/** Out of the archive and of the files it has already; who was erased is left out. */
async function* everyRow(
  { archive, coldFiles }: CoolingParts,
  stream: StreamId,
): AsyncGenerator<readonly ArchiveRow[]> {
  const files = await archive.tiers.files(stream)
  const warm = pages(archive, stream)
  if (files === undefined) return yield* warm
  yield* inOneLine(withoutErased(archive, coldFiles.rows(files)), warm)
}

async function* pages(archive: Archive, stream: StreamId): AsyncGenerator<readonly ArchiveRow[]> {
  let after: Place | undefined
  for (;;) {
    const rows = await archive.tiers.rows(stream, { limit: PAGE_ROWS, ...(after ? { after } : {}) })
    const last = rows.at(-1)
    if (!last) return
    yield rows
    after = placeOf(last)
  }
}

async function* withoutErased(
  archive: Archive,
  rows: AsyncIterable<readonly ArchiveRow[]>,
): AsyncGenerator<readonly ArchiveRow[]> {
  for await (const page of rows) {
    const [any] = page
    if (!any) continue
    const gone = await archive.takebacks.erased(any.message.stream, page)
    yield page.filter(({ message }) => !gone.has(message.id))
  }
}

/** Two lines of pages as one: what is given is before all that either has left. */
async function* inOneLine(
  one: AsyncGenerator<readonly ArchiveRow[]>,
  other: AsyncGenerator<readonly ArchiveRow[]>,
): AsyncGenerator<readonly ArchiveRow[]> {
  let [a, b] = [await next(one), await next(other)]
  while (a && b) {
    const upTo = [a, b].map(rows => placeOf(rows.at(-1) as ArchiveRow)).sort(order)[0] as Place
    const isIn = (row: ArchiveRow) => order(placeOf(row), upTo) <= 0
    yield merged(a.filter(isIn), b.filter(isIn))
    const [restA, restB] = [a.filter(row => !isIn(row)), b.filter(row => !isIn(row))]
    a = restA.length > 0 ? restA : await next(one)
    b = restB.length > 0 ? restB : await next(other)
  }
  if (a) yield a
  if (b) yield b
  yield* one
  yield* other
}

async function next(
  pages: AsyncGenerator<readonly ArchiveRow[]>,
): Promise<readonly ArchiveRow[] | undefined> {
  for (;;) {
    const { done, value } = await pages.next()
    if (done) return undefined
    if (value.length > 0) return value
  }
}

/** Files are named by when they were begun. */
function isOlder(name: string, files: string): boolean {
  return name < files
}

function isLeft(name: string, now: number): boolean {
  const begun = parseStreamId(name.split('/')[1])
  return begun !== undefined && openedAt(begun) < now - LEFT_BEHIND_MS
}
