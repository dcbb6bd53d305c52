// A recording as the import route takes it: messages with ids of their own and somebody who
// says them, in batches that fit a request. When reading fails, what was read comes first.

import { isCid } from '../engine/ids.ts'
import { DANMAKU } from '../engine/message.ts'
import type { Recorded } from './comment-file/recorded.ts'
import { type Batch, type ImportedMessage, MOST_BYTES, MOST_MESSAGES } from './imports-api.ts'
import { personOf } from './person.ts'

/** Who is not named. */
const NOBODY = { id: 'guest', name: 'Guest' }
/** Of a message beside its texts. */
const ENVELOPE_BYTES = 200
/** Of a character at most, in UTF-8 or escaped. */
const CHARACTER_BYTES = 6

export async function* batches(
  recorded: AsyncIterable<readonly Recorded[]>,
): AsyncGenerator<Batch> {
  let first = 0
  let messages: ImportedMessage[] = []
  let bytes = 0
  try {
    for await (const lot of recorded)
      for (const one of lot) {
        const more = bytesAtMost(one)
        if (messages.length === MOST_MESSAGES || bytes + more > MOST_BYTES) {
          yield { first, messages }
          first += messages.length
          messages = []
          bytes = 0
        }
        messages.push(importedMessage(one, first + messages.length))
        bytes += more
      }
  } catch (failure) {
    if (messages.length > 0) yield { first, messages }
    throw failure
  }
  if (messages.length > 0) yield { first, messages }
}

function importedMessage(recorded: Recorded, number: number): ImportedMessage {
  const { atMs: at, kind, body, from, priority, cid } = recorded
  const { role, level } = from
  return {
    cid: isCid(cid) ? cid : number.toString(36),
    ...{ kind, body, at },
    from: {
      ...(personOf(from) ?? NOBODY),
      ...(role ? { role } : {}),
      ...(level === undefined ? {} : { level }),
    },
    ...(priority ? { priority } : {}),
  }
}

function bytesAtMost({ kind, body, from }: Recorded): number {
  const isPlain = kind === DANMAKU && typeof body.text === 'string'
  const said = isPlain ? String(body.text).length : JSON.stringify(body).length
  return ENVELOPE_BYTES + (said + (from.name?.length ?? 0)) * CHARACTER_BYTES
}
