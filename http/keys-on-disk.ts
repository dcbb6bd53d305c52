// In development the keys are made on the first start and kept in the data folder, where the
// command line finds them. Only their owner may read the file.

import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'
import Value from 'typebox/value'
import { Fault } from '../engine/fault.ts'

const Keys = Type.Object({
  ticket: Type.String({ minLength: 32 }),
  application: Type.String({ minLength: 32 }),
  operator: Type.String({ minLength: 32 }),
})
export type Keys = Type.Static<typeof Keys>

const FILE = 'keys.json'
/** As many as HMAC-SHA-256 gives. */
const KEY_BYTES = 32

/**
 * The keys in force: those that were set, and for the others those of the folder.
 * @throws Fault `data-folder`: it cannot be written; `bad-file`: keys.json is not what we wrote
 */
export function keysInForce(given: Keys, folder: string): Keys {
  if (given.ticket && given.application && given.operator) return given
  const kept = readKeys(folder) ?? makeKeys(folder)
  return {
    ticket: given.ticket || kept.ticket,
    application: given.application || kept.application,
    operator: given.operator || kept.operator,
  }
}

/** The keys of a data folder, if it has any. */
export function readKeys(folder: string): Keys | undefined {
  const text = read(folder)
  return text === undefined ? undefined : parsed(text, folder)
}

function read(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Fault('data-folder', `${folder}: ${(error as Error).message}`, error)
  }
}

function parsed(text: string, folder: string): Keys {
  try {
    const keys: unknown = JSON.parse(text)
    if (Value.Check(Keys, keys)) return keys
  } catch {
    // Said below: not JSON, or not three keys, is the same to whoever mends it.
  }
  throw new Fault(
    'bad-file',
    `${join(folder, FILE)} does not hold three keys; delete it for new ones`,
  )
}

/** Several processes may start on one folder at once: of them one makes the keys, for all. */
function makeKeys(folder: string): Keys {
  const keys = { ticket: newKey(), application: newKey(), operator: newKey() }
  const aside = join(folder, `${FILE}.${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(aside, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
    return madeFirst(aside, join(folder, FILE)) ? keys : (readKeys(folder) ?? keys)
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('data-folder', `${folder}: ${(error as Error).message}`, error)
  } finally {
    rmSync(aside, { force: true })
  }
}

/** A link is made whole or not at all, and by one alone. */
function madeFirst(aside: string, path: string): boolean {
  try {
    linkSync(aside, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url')
}
