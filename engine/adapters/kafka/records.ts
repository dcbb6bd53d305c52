// Entries of the log as Kafka keeps them: JSON with the version of its form, so that an old
// process knows what it cannot read and people can with Kafka's own tools.
//
// A topic is a place others can write to. Whatever is not one of our entries, whole and of a
// version we know, is told as poison, with the reason, and never as an entry.

import { PRIORITIES } from '../../message.ts'
import type { Entry } from '../../ports/message-log.ts'
import { isTarget } from '../../takedown.ts'

/** Raised when older processes could misread what is written; they then put it aside. */
const VERSION = 1
const MARKS: readonly string[] = ['opened', 'closed', 'paused', 'resumed']

export type Decoded = { readonly entry: Entry } | { readonly poison: string }

export function encodeEntry(entry: Entry): Buffer {
  return Buffer.from(JSON.stringify({ v: VERSION, ...entry }))
}

export function decodeRecord(value: Buffer | null): Decoded {
  if (!value || value.length === 0) return { poison: 'empty' }
  const said = parse(value)
  if (!isObject(said)) return { poison: 'not JSON, or cut off' }
  const { v, ...entry } = said
  if (!Number.isInteger(v)) return { poison: 'not a record of ours' }
  if (v !== VERSION) return { poison: `of version ${v}; this program reads version ${VERSION}` }
  return isEntry(entry) ? { entry } : { poison: 'not an entry' }
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString())
  } catch {
    return undefined
  }
}

function isEntry(said: Record<string, unknown>): said is Record<string, unknown> & Entry {
  if (said.type === 'message') return typeof said.shadowed === 'boolean' && isMessage(said.message)
  if (said.type === 'erasure')
    return hasTexts(said, ['act', 'person']) && Number.isFinite(said.until)
  if (!hasTexts(said, ['room', 'stream']) || !Number.isFinite(said.at)) return false
  if (said.type === 'takedown') return hasTexts(said, ['act']) && isTarget(said.target)
  if (said.type === 'shift') return hasTexts(said, ['act']) && Number.isFinite(said.shiftMs)
  return said.type === 'mark' && MARKS.includes(String(said.mark))
}

/** As much of its shape as everything behind the log takes for granted. */
function isMessage(said: unknown): boolean {
  return (
    isObject(said) &&
    hasTexts(said, ['id', 'room', 'stream', 'kind']) &&
    PRIORITIES.some(priority => priority === said.priority) &&
    isObject(said.from) &&
    hasTexts(said.from, ['id', 'name']) &&
    isObject(said.body) &&
    Number.isFinite(said.at)
  )
}

function hasTexts(said: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every(name => typeof said[name] === 'string')
}

function isObject(said: unknown): said is Record<string, unknown> {
  return typeof said === 'object' && said !== null && !Array.isArray(said)
}
