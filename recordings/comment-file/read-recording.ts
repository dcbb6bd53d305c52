// Reads a recording of comments, whatever of the known forms it has, gzip or not. The form is
// told by how the text begins, never by the file's name.

import { Fault } from '../../engine/fault.ts'
import { artplayer } from './artplayer.ts'
import { bilibiliXml } from './bilibili-xml.ts'
import { OPENING as DPLAYER, dplayer } from './dplayer.ts'
import { fileText } from './file-text.ts'
import { OPENING as NATIVE, native } from './native.ts'
import type { Notes, Reader, Recorded, Skip } from './recorded.ts'

export type Recording = {
  /** In the order of their time; those of one time in the order of the file. */
  readonly comments: readonly Recorded[]
  readonly skipped: Readonly<Record<Skip, number>>
  /** The file is broken: these are the comments before the place it tells. */
  readonly broken?: Fault
}

/** Enough to tell the forms apart; and no file begins with more space than this. */
const HEAD = 1_024
const MOST_HEAD = 65_536

const FORMS: readonly (readonly [beginning: RegExp, Reader])[] = [
  [/^</, bilibiliXml],
  [/^\[/, artplayer],
  [DPLAYER, dplayer],
  [NATIVE, native],
]
const UNKNOWN =
  'line 1: neither Bilibili XML, a JSON array (ArtPlayer), an answer to DPlayer nor JSON lines'

/** The whole recording. Throws a Fault when there is nothing to read at all. */
export async function loadRecording(path: string): Promise<Recording> {
  const comments: Recorded[] = []
  const skipped = { scripted: 0, unreadable: 0 }
  const notes: Notes = { skip: why => void skipped[why]++, startedAt: () => {} }
  const done = () => ({ comments: comments.sort((a, b) => a.atMs - b.atMs), skipped })
  try {
    for await (const lot of readRecording(path, notes)) comments.push(...lot)
    return done()
  } catch (error) {
    if (!(error instanceof Fault) || comments.length === 0) throw error
    return { ...done(), broken: error }
  }
}

/**
 * Some at a time, in the order of the file, with no more of it in memory; a broken file throws a
 * Fault where it breaks.
 */
export async function* readRecording(
  path: string,
  notes: Notes,
  onRead?: (bytes: number) => void,
): AsyncGenerator<readonly Recorded[]> {
  const pieces = fileText(path, onRead)
  const head = await headOf(pieces)
  const [, read] = FORMS.find(([beginning]) => beginning.test(head.trimStart())) ?? []
  try {
    if (!read) throw new Fault('bad-file', UNKNOWN)
    yield* read(resumed(head, pieces), notes)
  } catch (error) {
    throw located(path, error)
  }
}

/** The first pieces, until they hold enough beside space. */
async function headOf(pieces: AsyncGenerator<string>): Promise<string> {
  let head = ''
  while (head.trimStart().length < HEAD && head.length < MOST_HEAD) {
    const { value, done } = await pieces.next()
    if (done) return head
    head += value
  }
  return head
}

async function* resumed(head: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield head
  yield* pieces
}

/** What a reader says of a line becomes a word on the file. */
function located(path: string, error: unknown): unknown {
  const isOfLine = error instanceof Fault && error.message.startsWith('line ')
  return isOfLine ? new Fault('bad-file', `${path}, ${error.message}`) : error
}
