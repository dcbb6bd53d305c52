// What a cold stream looks like in files: its rows as lines of JSON, some thousand to a chunk,
// each chunk compressed by itself, chunks one after the other in parts of some MB; and an
// index that says where each chunk is and from when to when it goes. `zcat` reads a part.

import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { ArchiveRow, Place } from '../engine/archived.ts'
import type { RoomId, StreamId } from '../engine/ids.ts'
import type { Message } from '../engine/message.ts'

const compress = promisify(gzip)
const expand = promisify(gunzip)

/** A row is some 200 B of JSON: a chunk is read in a few ms. */
export const CHUNK_ROWS = 2_000
/** One request to a bucket, and far less memory than a process has. */
export const PART_BYTES = 8 * 1_024 * 1_024
const VERSION = 1

export type Chunk = {
  readonly part: number
  readonly offset: number
  readonly length: number
  readonly rows: number
  readonly first: Place
  readonly last: Place
}
export type Index = {
  readonly v: number
  readonly room: RoomId
  readonly stream: StreamId
  readonly chunks: readonly Chunk[]
}

/** A line: the message without what all have, and where it stood in the log. */
type Line = Omit<Message, 'room' | 'stream'> & {
  readonly p: number
  readonly o: number
  /** Shadowed; left out when it was not. */
  readonly s?: 1
}

export async function packRows(rows: readonly ArchiveRow[]): Promise<Buffer> {
  const lines = rows.map(({ message: { room: _, stream: __, ...message }, ...row }) => {
    const { partition: p, offset: o, shadowed } = row
    const line: Line = { ...message, p, o, ...(shadowed ? { s: 1 } : {}) }
    return `${JSON.stringify(line)}\n`
  })
  return compress(lines.join(''))
}

export async function unpackRows(bytes: Uint8Array, index: Index): Promise<ArchiveRow[]> {
  const { room, stream } = index
  const lines = (await expand(bytes)).toString().split('\n').slice(0, -1)
  return lines.map(text => {
    const { p: partition, o: offset, s, ...message } = JSON.parse(text) as Line
    return { message: { ...message, room, stream }, shadowed: s === 1, partition, offset }
  })
}

export function packIndex(index: Omit<Index, 'v'>): Promise<Buffer> {
  return compress(JSON.stringify({ v: VERSION, ...index }))
}

/** @throws when it is none, or of a newer program */
export async function unpackIndex(bytes: Uint8Array): Promise<Index> {
  const index = JSON.parse((await expand(bytes)).toString()) as Index
  if (index.v !== VERSION)
    throw new Error(`cold files of version ${index.v}: start a newer program`)
  return index
}

export function partName(files: string, part: number): string {
  return `${files}/rows-${String(part).padStart(4, '0')}.ndjson.gz`
}

export function indexName(files: string): string {
  return `${files}/index.json.gz`
}
