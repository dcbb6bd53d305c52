// An answer that many get: its JSON, compressed once as gzip and once as brotli. Who takes
// neither (few) has it unpacked each time. Each form is other bytes, so it has an ETag of its
// own, which follows from the JSON alone.

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gunzip, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const compress = promisify(gzip)
const compressMore = promisify(brotliCompress)
const expand = promisify(gunzip)

/** Some % smaller than gzip in about its time; each level more doubles the time for a few % more. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }
const TAG_CHARACTERS = 16
const HEAD_BYTES = TAG_CHARACTERS + 4

export type Packed = {
  readonly gzip: Buffer
  readonly brotli: Buffer
  readonly tag: string
}
type Coding = 'br' | 'gzip' | undefined

export async function pack(json: string): Promise<Packed> {
  const tag = createHash('sha256').update(json).digest('base64url').slice(0, TAG_CHARACTERS)
  const [small, smaller] = await Promise.all([compress(json), compressMore(json, BROTLI)])
  return { gzip: small, brotli: smaller, tag }
}

export async function unpack({ gzip }: Packed): Promise<string> {
  return (await expand(gzip)).toString()
}

export function bytesOf({ gzip, brotli }: Packed): number {
  return gzip.length + brotli.length
}

/** As one piece, for whoever keeps it: the tag, the length of the gzip, the gzip, the brotli. */
export function frozen({ gzip, brotli, tag }: Packed): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(tag, 'latin1')
  head.writeUInt32BE(gzip.length, TAG_CHARACTERS)
  return Buffer.concat([head, gzip, brotli])
}

/** Undefined: it is no such piece. */
export function thawed(bytes: Uint8Array): Packed | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (all.length < HEAD_BYTES) return undefined
  const ends = HEAD_BYTES + all.readUInt32BE(TAG_CHARACTERS)
  if (ends > all.length) return undefined
  const tag = all.toString('latin1', 0, TAG_CHARACTERS)
  return { tag, gzip: all.subarray(HEAD_BYTES, ends), brotli: all.subarray(ends) }
}

export async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  packed: Packed,
): Promise<FastifyReply> {
  const coding = codingFor(request.headers['accept-encoding'])
  const etag = `"${packed.tag}${coding ? `-${coding}` : ''}"`
  reply.header('etag', etag).header('vary', 'accept-encoding')
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()

  reply.header('content-type', 'application/json; charset=utf-8')
  if (!coding) return reply.send(await unpack(packed))
  reply.header('content-encoding', coding)
  return reply.send(coding === 'br' ? packed.brotli : packed.gzip)
}

function codingFor(accepted: string | string[] | undefined): Coding {
  const codings = String(accepted ?? '').split(',')
  const takes = (name: string) =>
    codings.some(coding => {
      const [word = '', ...parameters] = coding.split(';').map(part => part.trim().toLowerCase())
      return word === name && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
    })
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : undefined
}

function isKnown(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false
  const tags = known.split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
