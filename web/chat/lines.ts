// The chat list as data: its newest lines, bounded, each known by a key that stays the same
// when an own line turns from "under way" into what the room made of it.

import type { WireMessage } from '../../engine/wire/message.ts'

/** What a line shows; a wire message is one, and so is an own comment that is under way. */
export type Said = Pick<WireMessage, 'kind' | 'from' | 'body' | 'plus'> &
  Partial<Pick<WireMessage, 'at'>>

export type Line = {
  readonly key: string
  readonly said: Said
  /** The message's own; missing while it is under way. */
  readonly id?: string
  readonly own: boolean
  readonly state: 'underWay' | 'said' | 'refused'
}

/** Kinds that say something without text of their own. */
const WORDLESS: ReadonlySet<string> = new Set(['gift', 'like', 'enter'])
/** More than anybody scrolls back, few enough for a phone to lay out. */
const MOST_LINES = 300

export function append(lines: readonly Line[], more: readonly Line[]): readonly Line[] {
  return more.length === 0 ? lines : [...lines, ...more].slice(-MOST_LINES)
}

/** What is told late goes where it belongs: before the first line that was said after it. */
export function insert(lines: readonly Line[], late: readonly Line[]): readonly Line[] {
  const lastAt = late.at(-1)?.said.at ?? Number.POSITIVE_INFINITY
  const place = lines.findIndex(({ said: { at = 0 } }) => at > lastAt)
  if (place < 0) return append(lines, late)
  return append(lines.slice(0, place), [...late, ...lines.slice(place)])
}

/** Changes one line, if it is still there. */
export function amend(lines: readonly Line[], key: string, change: Partial<Line>): readonly Line[] {
  return lines.map(line => (line.key === key ? { ...line, ...change } : line))
}

/** Without what was taken back. */
export function without(lines: readonly Line[], ids: ReadonlySet<string>): readonly Line[] {
  const isBack = ({ id }: Line) => id !== undefined && ids.has(id)
  return lines.some(isBack) ? lines.filter(line => !isBack(line)) : lines
}

/** A message as a line of the chat; nothing, when this page knows nothing to say of it. */
export function linesOf(messages: readonly WireMessage[], viewer?: string): readonly Line[] {
  return messages
    .filter(({ kind, body }) => textOf(body) !== '' || WORDLESS.has(kind ?? ''))
    .map(said => ({
      key: said.id,
      id: said.id,
      said,
      own: said.from.id === viewer,
      state: 'said',
    }))
}

/** What a message says in words, whatever its kind; nothing: ''. */
export function textOf(body: Said['body']): string {
  return typeof body.text === 'string' ? body.text : ''
}
