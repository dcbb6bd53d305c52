// An answer that many get: its JSON, compressed once. Who takes no gzip (few) has it
// unpacked each time. The two forms are different bytes, so their ETags differ.

import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const compress = promisify(gzip)
const expand = promisify(gunzip)

export type Packed = { readonly gzip: Buffer; readonly tag: string }

export async function pack(json: string): Promise<Packed> {
  return packed(await compress(json))
}

/** From what was compressed before, here or elsewhere. */
export function packed(bytes: Uint8Array): Packed {
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
  return { gzip: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), tag }
}

export async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  { gzip, tag }: Packed,
): Promise<FastifyReply> {
  const compressed = takesGzip(request.headers['accept-encoding'])
  const etag = compressed ? `"${tag}"` : `"${tag}-plain"`
  reply.header('etag', etag).header('vary', 'accept-encoding')
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()

  reply.type('application/json; charset=utf-8')
  if (!compressed) return reply.send(await expand(gzip))
  return reply.header('content-encoding', 'gzip').send(gzip)
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some(coding => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding))
}

function isKnown(known: string | undefined, etag: string): boolean {
  const tags = (known ?? '').split(',').map(tag => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
