// The chat list as data: its newest lines, bounded, each known by a key that stays the same
// when an own line turns from "under way" into what the room made of it.

import type { WireMessage } from '../../engine/wire/message.ts'

/** What a line shows; a wire message is one, and so is an own comment that is under way. */
export type Said = Pick<WireMessage, 'kind' | 'from' | 'body'>

export type Line = {
  readonly key: string
  readonly said: Said
  readonly own: boolean
  readonly state: 'underWay' | 'said' | 'refused'
}

/** More than anybody scrolls back, few enough for a phone to lay out. */
const MOST_LINES = 300

export function append(lines: readonly Line[], more: readonly Line[]): readonly Line[] {
  return more.length === 0 ? lines : [...lines, ...more].slice(-MOST_LINES)
}

/** Changes one line, if it is still there. */
export function amend(lines: readonly Line[], key: string, change: Partial<Line>): readonly Line[] {
  return lines.map(line => (line.key === key ? { ...line, ...change } : line))
}

export function without(lines: readonly Line[], keys: ReadonlySet<string>): readonly Line[] {
  return lines.some(({ key }) => keys.has(key)) ? lines.filter(({ key }) => !keys.has(key)) : lines
}

/** What a message says in words, whatever its kind; nothing: ''. */
export function textOf(body: Said['body']): string {
  return typeof body.text === 'string' ? body.text : ''
}
