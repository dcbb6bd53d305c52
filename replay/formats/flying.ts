// A comment as players know it. Only what has a text to fly is one; a superchat flies as
// plain as the rest, because these players know nothing else.

import {
  DANMAKU,
  type Danmaku,
  type Message,
  type Mode,
  NORMAL_SIZE,
  WHITE,
} from '../../engine/message.ts'

export type Flying = {
  readonly id: string
  /** ms since the stream opened */
  readonly atMs: number
  /** ms since 1970 */
  readonly saidAt: number
  readonly text: string
  readonly color: number
  readonly mode: Mode
  readonly size: number
  readonly author: { readonly id: string; readonly name: string }
}

const FLYING_KINDS = [DANMAKU, 'superchat']

export function flyingOf(message: Message, openedAt: number): Flying | undefined {
  if (!FLYING_KINDS.includes(message.kind) || typeof message.body.text !== 'string')
    return undefined
  const { text, color = WHITE, mode = 'scroll', size = NORMAL_SIZE } = message.body as Danmaku
  const { id, at, from: author } = message
  return { id, atMs: at - openedAt, saidAt: at, text, color, mode, size, author }
}
