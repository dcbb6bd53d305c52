// A comment as somebody else's recording has it, in our words.

import type { Mode } from '../../engine/message.ts'

export type RecordedComment = {
  /** ms since the recording began. */
  readonly atMs: number
  readonly text: string
  /** 0xRRGGBB */
  readonly color?: number
  readonly mode?: Mode
  /** In Bilibili's scale, 10 to 64; 25 is normal. */
  readonly size?: number
  /** Who said it, as far as the recording tells. */
  readonly userHash?: string
}

/** Why a comment of a sound file is left out: it moves by a script, or makes no sense. */
export type Skip = 'scripted' | 'unreadable'

export type Fields = {
  readonly seconds: number
  readonly text: string
  readonly color: number | undefined
  readonly mode: Mode | undefined
  readonly size?: number | undefined
  readonly userHash?: string | undefined
}

/** What a recording says, less what it leaves out or says badly. */
export function recordedComment(fields: Fields): RecordedComment {
  const { seconds, text, color, mode, size, userHash } = fields
  return {
    atMs: Math.max(0, Math.round(seconds * 1_000)),
    text,
    ...(color !== undefined && color >= 0 && color <= 0xffffff ? { color } : {}),
    ...(mode ? { mode } : {}),
    ...(size !== undefined && size >= 10 && size <= 64 ? { size } : {}),
    ...(userHash ? { userHash } : {}),
  }
}
