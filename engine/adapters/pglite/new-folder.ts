// The folder of a Postgres that begins. To make one from nothing takes PGlite seven seconds of
// computing, and 400 MB for as long as the process lives; so that is done once, when the server
// is built, and who begins unpacks what was made then.

import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

const EMPTY = new URL('./empty.tgz', import.meta.url)

/** A part of the build: writes the folder that everybody begins with. */
export async function makeEmpty(): Promise<void> {
  const database = await PGlite.create()
  const packed = await database.dumpDataDir('gzip')
  await writeFile(EMPTY, Buffer.from(await packed.arrayBuffer()))
  await database.close()
}

/** @param folder of a database, or of one to be; without one it is kept in memory */
export async function openFolder(folder: string | undefined): Promise<PGlite> {
  if (folder === undefined) return PGlite.create({ loadDataDir: await empty() })
  const begun = `${folder}.begun`
  if (existsSync(begun)) await rm(folder, { recursive: true, force: true })
  else if (existsSync(join(folder, 'PG_VERSION'))) return PGlite.create({ dataDir: folder })
  // Who is killed while it unpacks leaves half a database, and this to tell it by.
  await writeFile(begun, '')
  const database = await PGlite.create({ dataDir: folder, loadDataDir: await empty() })
  await rm(begun)
  return database
}

async function empty(): Promise<Blob> {
  return new Blob([await readFile(EMPTY)], { type: 'application/x-gzip' })
}
