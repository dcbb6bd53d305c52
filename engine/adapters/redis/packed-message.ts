// A message as buckets in Redis keep it: one string, from which a script can tell its bucket,
// its time and its id without parsing the rest. `<priority 1-3><at>\n<id>\n<wire>`

import type { MessageId, StreamId } from '../../ids.ts'
import { type Encoded, PRIORITIES, type Priority, type Stored } from '../../message.ts'
import type { Reading, Slice } from '../../ports/bucket-store.ts'

/** One bucket as reading.lua returns it. */
type Part = readonly [first: number, last: number, from: number, messages: readonly string[]]

const NOTHING: Slice = { messages: [], first: 1, last: 0 }

export function packed({ priority, at, id, wire }: Encoded): string {
  return `${PRIORITIES.indexOf(priority) + 1}${at}\n${id}\n${wire}`
}

/** What reading.lua returned. */
export function readingOf(stream: StreamId, reply: unknown): Reading {
  const [epoch, ...parts] = reply as [string, ...Part[]]
  const slice = (priority: Priority, part: Part | undefined): Slice => {
    if (!part) return NOTHING
    const [first, last, from, texts] = part
    const messages = texts.map((text, index) => unpacked(stream, priority, from + index, text))
    return { messages, first, last }
  }
  const [whitelist, high, low] = parts
  return {
    epoch,
    whitelist: slice('whitelist', whitelist),
    high: slice('high', high),
    low: slice('low', low),
  }
}

function unpacked(stream: StreamId, priority: Priority, seq: number, text: string): Stored {
  const atEnd = text.indexOf('\n')
  const idEnd = text.indexOf('\n', atEnd + 1)
  return {
    id: text.slice(atEnd + 1, idEnd) as MessageId,
    stream,
    priority,
    at: Number(text.slice(1, atEnd)),
    wire: text.slice(idEnd + 1),
    seq,
  }
}
