// Reads a recording of comments, whatever of the known forms it has: Bilibili's XML or a JSON
// array, gzip or not. The form is told by the first bytes, never by the file's name.

import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Fault } from '../../engine/fault.ts'
import { bilibiliComments } from './bilibili-xml.ts'
import { jsonComments } from './json-comments.ts'
import type { RecordedComment, Skip } from './recorded-comment.ts'

export type Recording = {
  /** In the order of their time; those of one time in the order of the file. */
  readonly comments: readonly RecordedComment[]
  readonly skipped: Readonly<Record<Skip, number>>
  /** The file is broken: these are the comments before the place it tells. */
  readonly broken?: Fault
}

const GZIP = [0x1f, 0x8b]

/** The whole recording. Throws a Fault when there is nothing to read at all. */
export async function loadComments(path: string): Promise<Recording> {
  const comments: RecordedComment[] = []
  const skipped = { scripted: 0, unreadable: 0 }
  const done = () => ({ comments: comments.sort((a, b) => a.atMs - b.atMs), skipped })
  try {
    for await (const comment of readComments(path, why => skipped[why]++)) comments.push(comment)
    return done()
  } catch (error) {
    if (!(error instanceof Fault) || comments.length === 0) throw error
    return { ...done(), broken: error }
  }
}

/** One after the other, in the order of the file; a broken one throws a Fault where it breaks. */
async function* readComments(
  path: string,
  onSkip: (why: Skip) => void = () => {},
): AsyncGenerator<RecordedComment> {
  const pieces = decoded(unpacked(path))
  const first = await firstOf(pieces)
  const all = resumed(first, pieces)
  const mark = first.trimStart()[0]
  try {
    if (mark === '<') yield* bilibiliComments(all, onSkip)
    else if (mark === '[') yield* jsonComments(all, onSkip)
    else throw new Fault('bad-file', 'line 1: neither Bilibili XML nor a JSON array')
  } catch (error) {
    throw error instanceof Fault ? new Fault('bad-file', `${path}, ${error.message}`) : error
  }
}

/** The bytes, gunzipped when the first two say so. */
async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  try {
    const gzip = await startsWith(path, GZIP)
    const file = createReadStream(path)
    if (gzip) yield* pipeline(file, createGunzip(), () => {})
    else yield* file
  } catch (error) {
    throw new Fault('bad-file', reason(path, error), error)
  }
}

async function startsWith(path: string, bytes: readonly number[]): Promise<boolean> {
  for await (const head of createReadStream(path, { end: bytes.length - 1 }))
    return bytes.every((byte, n) => head[n] === byte)
  return false
}

/** UTF-8, of which a character may be cut in two by a piece's end. */
async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

/** The first piece that holds more than space. */
async function firstOf(pieces: AsyncGenerator<string>): Promise<string> {
  let first = ''
  while (first.trim() === '') {
    const { value, done } = await pieces.next()
    if (done) return first
    first += value
  }
  return first
}

async function* resumed(first: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* pieces
}

function reason(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return `there is no file ${path}`
  if (code === 'EISDIR') return `${path} is a folder`
  if (code === 'EACCES') return `${path} may not be read`
  return `${path}: ${error instanceof Error ? error.message : error}`
}
