// Entries of the log as Kafka keeps them: JSON with the version of its form, so that an old
// process knows what it cannot read and people can with Kafka's own tools.
//
// A topic is a place others can write to. Whatever is not one of our entries, whole, with names
// and times as we write them and of a version we know, is told as poison, with the reason, and
// never as an entry: further on it would fail whatever it is in, again and again.

import { isTime } from '../../clock.ts'
import { isName, parseMessageId, parseRoomId, parseViewerId } from '../../ids.ts'
import { isKind, PRIORITIES } from '../../message.ts'
import type { Entry } from '../../ports/message-log.ts'
import { parseStreamId } from '../../stream-id.ts'
import { isTarget } from '../../takedown.ts'
import { isDeeperThan } from '../../uplink/strings.ts'

/** Raised when older processes could misread what is written; they then put it aside. */
const VERSION = 1
/** Bodies are 8 deep at most; what is far deeper cannot be written out as JSON again. */
const MOST_DEPTH = 16
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
  if (isDeeperThan(MOST_DEPTH, entry)) return { poison: 'nested too deep' }
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
  const { type, act, at } = said
  if (type === 'message') return typeof said.shadowed === 'boolean' && isMessage(said.message)
  if (type === 'erasure') return isName(act) && isErasure(said)
  if (!reads(parseRoomId, said.room) || !reads(parseStreamId, said.stream) || !isTime(at))
    return false
  if (type === 'takedown')
    return isName(act) && typeof said.hides === 'boolean' && isTarget(said.target)
  if (type === 'shift') return isName(act) && Number.isSafeInteger(said.shiftMs)
  return type === 'mark' && MARKS.includes(String(said.mark))
}

function isErasure({ person, until, deletes }: Record<string, unknown>): boolean {
  return reads(parseViewerId, person) && isTime(until) && typeof deletes === 'boolean'
}

/** All that everything behind the log takes for granted: a store refuses what is not so for ever. */
function isMessage(said: unknown): boolean {
  return (
    isObject(said) &&
    reads(parseMessageId, said.id) &&
    reads(parseRoomId, said.room) &&
    reads(parseStreamId, said.stream) &&
    isKind(said.kind) &&
    PRIORITIES.some(priority => priority === said.priority) &&
    isObject(said.from) &&
    reads(parseViewerId, said.from.id) &&
    typeof said.from.name === 'string' &&
    isObject(said.body) &&
    isTime(said.at)
  )
}

function reads(parse: (text: unknown) => unknown, text: unknown): boolean {
  return parse(text) !== undefined
}

function isObject(said: unknown): said is Record<string, unknown> {
  return typeof said === 'object' && said !== null && !Array.isArray(said)
}
