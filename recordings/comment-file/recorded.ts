// One moment of somebody else's recording, in our words: a comment mostly, sometimes a gift or
// a superchat. What the recording leaves out or says badly is left out here.

import {
  type Body,
  DANMAKU,
  type Mode,
  NORMAL_SIZE,
  type Priority,
  type Role,
  WHITE,
} from '../../engine/message.ts'

export type Recorded = {
  /** ms since the recording began. */
  readonly atMs: number
  readonly kind: string
  readonly body: Body
  /** Who said it, as far as the recording tells. */
  readonly from: {
    readonly id?: string
    readonly name?: string
    readonly role?: Role
    readonly level?: number
  }
  readonly priority?: Priority
  /** What tells it from the sender's other messages, where the recording has such a thing. */
  readonly cid?: string
}

/** Why something of a sound file is left out: it moves by a script, or makes no sense. */
export type Skip = 'scripted' | 'unreadable'

/** What is told of a recording beside what was said in it. */
export type Notes = {
  skip(why: Skip): void
  /** When it began, ms since 1970; told before anything that was said. */
  startedAt(ms: number): void
}

/** Some at a time, in the order of the text; throws a Fault where it breaks. */
export type Reader = (
  pieces: AsyncIterable<string>,
  notes: Notes,
) => AsyncGenerator<readonly Recorded[]>

/** What was read as it is given on: without what is left out, which is noted. */
export function noting(
  lot: readonly (Recorded | Skip)[],
  { skip }: Pick<Notes, 'skip'>,
): readonly Recorded[] {
  return lot.filter(one => {
    if (typeof one !== 'string') return true
    skip(one)
    return false
  }) as Recorded[]
}

type Flying = {
  readonly seconds: number
  readonly text: string
  readonly color?: number | undefined
  readonly mode?: Mode | undefined
  /** In Bilibili's scale, 10 to 64. */
  readonly size?: number | undefined
  readonly from?: Recorded['from']
}

export function recordedDanmaku({ seconds, from = {}, ...flying }: Flying): Recorded {
  return { atMs: msOf(seconds), kind: DANMAKU, body: danmakuBody(flying), from }
}

/** No recording is longer; what claims to be has another unit, or is broken. */
const LONGEST_S = 30 * 86_400

/** Whether it can be a time in a recording. */
export function isTime(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds <= LONGEST_S
}

/** Before the beginning is at the beginning. */
export function msOf(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1_000))
}

function danmakuBody({ text, color, mode, size }: Omit<Flying, 'seconds'>): Body {
  return {
    text,
    ...(color !== undefined && color >= 0 && color < WHITE ? { color } : {}),
    ...(mode && mode !== 'scroll' ? { mode } : {}),
    ...(size && size >= 10 && size <= 64 && size !== NORMAL_SIZE ? { size } : {}),
  }
}
