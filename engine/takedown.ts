// Taking back what was said, and giving it back: of single messages, of one sender in a
// stream, or of a person everywhere and for good.
//
// It is a record of the log like any other, so it reaches whoever keeps copies, and whoever
// reads the log again. Taken twice it does no harm; what is said later, or read later, than
// it was taken back stays taken back.

import { isTime } from './clock.ts'
import {
  type MessageId,
  parseMessageId,
  parseViewerId,
  type RoomId,
  type StreamId,
  type ViewerId,
} from './ids.ts'

export type Target =
  | { readonly of: 'messages'; readonly messages: readonly MessageId[] }
  | {
      /** Everything this sender said in the stream up to a time, ms since 1970. */
      readonly of: 'sender'
      readonly sender: ViewerId
      readonly until: number
    }

export type Takedown = {
  /** Names the act: what became of it is told under this name. */
  readonly act: string
  readonly room: RoomId
  readonly stream: StreamId
  readonly target: Target
  /** False: what was taken back is shown again. The last word on a target counts. */
  readonly hides: boolean
  /** ms since 1970 */
  readonly at: number
}

/** A person is forgotten: what they said everywhere up to `until`. Nothing brings it back. */
export type Erasure = {
  readonly act: string
  readonly person: ViewerId
  /** ms since 1970 */
  readonly until: number
  /** False: it is hidden, and kept until the law lets it go. */
  readonly deletes: boolean
}

export function isTarget(said: unknown): said is Target {
  const target = said as Partial<Record<string, unknown>> | null
  if (typeof target !== 'object' || target === null) return false
  if (target.of === 'sender')
    return parseViewerId(target.sender) !== undefined && isTime(target.until)
  return (
    target.of === 'messages' &&
    Array.isArray(target.messages) &&
    target.messages.every(id => parseMessageId(id) !== undefined)
  )
}
