// A format's whole answer, as text or as bytes, of messages that a test names.

import type { Message } from '../../../engine/message.ts'
import { type Wishes, written } from '../../../replay/formats/format.ts'
import { FORMATS } from '../../../replay/formats/known-formats.ts'
import { NOON, said } from '../../fixtures/message.ts'

export type Told = Partial<Message> & { readonly ms?: number; readonly text?: string }

/** Half of a surrogate pair, control characters, bidi marks, and what ends a section of XML. */
export const HOSTILE = 'a\0b\ud800c\u202e\u200fd]]>\u0007<i>&"\' \ufffe{\\N}\n=1'

export async function write(
  format: string,
  told: readonly Told[],
  { wishes = {}, limit = Number.POSITIVE_INFINITY }: { wishes?: Wishes; limit?: number } = {},
): Promise<Buffer> {
  const known = FORMATS.get(format)
  if (!known) throw new Error(`no format ${format}`)
  const rows = told.map(({ ms = 0, text = 'hello', ...over }, offset) => {
    const message = said(text, {
      id: `id${offset}`.padEnd(11, '-') as never,
      at: NOON + ms,
      ...over,
    })
    return { message, shadowed: false, partition: 0, offset }
  })
  const pages = (async function* () {
    for (let at = 0; at < rows.length; at += 2) yield rows.slice(at, at + 2)
  })()
  const pieces: Buffer[] = []
  for await (const piece of written(known.open(wishes), pages, limit))
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece))
  return Buffer.concat(pieces)
}
