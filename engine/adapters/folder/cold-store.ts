// Cold files in a folder, which several processes may share. A file is written under another
// name and then renamed, so that nobody ever reads half of one.

import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Fault } from '../../fault.ts'
import type { ColdStore, Piece } from '../../ports/cold-store.ts'

const COMING = '.coming'

export class FolderColdStore implements ColdStore {
  readonly #folder: string
  #written = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  put(name: string, bytes: Uint8Array): Promise<void> {
    return this.#try(async () => {
      const file = join(this.#folder, name)
      const coming = `${file}.${process.pid}-${++this.#written}${COMING}`
      await mkdir(dirname(file), { recursive: true })
      await writeFile(coming, bytes, { flush: true })
      await rename(coming, file)
    })
  }

  get(name: string, piece?: Piece): Promise<Uint8Array | undefined> {
    return this.#try(async () => {
      const file = join(this.#folder, name)
      return unlessMissing(piece ? readPiece(file, piece) : readFile(file))
    })
  }

  list(prefix: string): Promise<readonly string[]> {
    return this.#try(async () => {
      const within = join(this.#folder, prefix.slice(0, prefix.lastIndexOf('/') + 1))
      const reading = readdir(within, { recursive: true, withFileTypes: true })
      const found = (await unlessMissing(reading)) ?? []
      return found
        .filter(entry => entry.isFile() && !entry.name.endsWith(COMING))
        .map(entry => relative(this.#folder, join(entry.parentPath, entry.name)))
        .filter(name => name.startsWith(prefix))
        .sort()
    })
  }

  remove(names: readonly string[]): Promise<void> {
    return this.#try(async () => {
      for (const name of names) await rm(join(this.#folder, name), { force: true })
    })
  }

  async close(): Promise<void> {}

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const where = `the cold files in ${this.#folder}`
      throw new Fault('cold-unavailable', `${where}: ${(error as Error).message}`, error)
    }
  }
}

async function readPiece(file: string, { from, length }: Piece): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
