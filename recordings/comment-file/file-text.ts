// A file's text, piece by piece: gunzipped when its first bytes say so, decoded as UTF-8. What
// goes wrong with the bytes is told by the byte.

import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Fault } from '../../engine/fault.ts'

const GZIP = [0x1f, 0x8b]

/** @param onRead how many bytes of the file have been read so far */
export function fileText(
  path: string,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  return decoded(unpacked(path, onRead))
}

async function* unpacked(
  path: string,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let given = 0
  try {
    const gzip = await startsWith(path, GZIP)
    const file = createReadStream(path)
    file.on('data', () => onRead(file.bytesRead))
    for await (const piece of gzip ? pipeline(file, createGunzip(), () => {}) : file) {
      yield piece
      given += piece.length
    }
  } catch (error) {
    throw new Fault('bad-file', reason(path, error, given), error)
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

function reason(path: string, error: unknown, given: number): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `there is no file ${path}`
  if (code === 'EISDIR') return `${path} is a folder`
  if (code === 'EACCES') return `${path} may not be read`
  return `${path}, after byte ${given} of its text: ${message}`
}
