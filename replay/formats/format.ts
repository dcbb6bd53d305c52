// How somebody else wants a stream's messages: a beginning, one piece for each message that
// the form has a word for, an end, written one after the other so that no answer is ever whole
// in memory. Some forms have to remember what they wrote (where comments fly), so each answer
// is opened by itself.

import type { ArchiveRow } from '../../engine/archived.ts'
import type { Message } from '../../engine/message.ts'
import { openedAt } from '../../engine/stream-id.ts'
import { type Flying, flyingOf } from './flying.ts'

export type Format = {
  readonly contentType: string
  /** Of a file's name. */
  readonly extension: string
  open(wishes: Wishes): Writing
}

/** What whoever asks may wish of how it looks; each form takes what it knows. */
export type Wishes = {
  /** `1920x1080` */
  readonly resolution?: string
  /** px of a comment of normal size. */
  readonly fontSize?: number
  readonly font?: string
  /** So many times faster than usual. */
  readonly speed?: number
  /** The part of the picture's height, from the top, that comments cross. */
  readonly density?: number
}

export type Piece = string | Uint8Array

export type Writing = {
  readonly begin: string
  readonly between: string
  /** Nothing: the form has no word for it. */
  write(message: Message): Piece | undefined
  end(): string
}

/** A form that has only what flies, each piece by itself. */
export function flyingFormat(
  of: Pick<Format, 'contentType' | 'extension'> &
    Pick<Writing, 'begin' | 'between'> & {
      readonly end: string
      write(comment: Flying): Piece
    },
): Format {
  const { contentType, extension, begin, between } = of
  const write = (message: Message): Piece | undefined => {
    const flying = flyingOf(message, openedAt(message.stream))
    return flying && of.write(flying)
  }
  return { contentType, extension, open: () => ({ begin, between, write, end: () => of.end }) }
}

/** The first `limit` pieces, page by page. */
export async function* written(
  writing: Writing,
  pages: AsyncIterable<readonly ArchiveRow[]>,
  limit: number,
): AsyncGenerator<Piece> {
  const { begin, between } = writing
  if (begin) yield begin
  let left = limit
  let isFirst = true
  for await (const rows of pages) {
    const pieces = some(rows, writing, left)
    left -= pieces.length
    if (pieces.length > 0) yield joined(pieces, isFirst ? '' : between, between)
    isFirst &&= pieces.length === 0
    if (left === 0) break
  }
  const end = writing.end()
  if (end) yield end
}

function some(rows: readonly ArchiveRow[], writing: Writing, most: number): Piece[] {
  const pieces: Piece[] = []
  for (const { message } of rows) {
    if (pieces.length === most) break
    const piece = writing.write(message)
    if (piece !== undefined) pieces.push(piece)
  }
  return pieces
}

function joined(pieces: readonly Piece[], before: string, between: string): Piece {
  if (pieces.every(piece => typeof piece === 'string')) return before + pieces.join(between)
  return Buffer.concat(pieces.map(piece => Buffer.from(piece as Uint8Array)))
}
