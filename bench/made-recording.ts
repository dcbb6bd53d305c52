// A long recording made of real comments: as many as asked for, over so many hours, the same
// every time. Most are spread evenly; a good part comes in outbursts, as rooms have them.

import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { seeded } from '../test/fixtures/seeded.ts'

export type MadeRecording = {
  readonly comments: number
  readonly hours: number
  /** What may be said. */
  readonly texts: readonly string[]
  readonly seed?: number
}

const SENDERS = 20_000
const OUTBURSTS = 60
const OUTBURST_MS = 20_000
/** Of all that is said. */
const IN_OUTBURSTS = 0.3
const COLORS = [0xffffff, 0xffffff, 0xffffff, 0xfe0302, 0xffd302, 0x00cd00, 0x89d5ff]
const A_LINE_OF = 1_000

/** Bilibili's XML, sorted by time. */
export async function writeRecording(path: string, made: MadeRecording): Promise<void> {
  await pipeline(Readable.from(xml(made)), createWriteStream(path))
}

function* xml({ comments, hours, texts, seed = 1 }: MadeRecording): Generator<string> {
  const random = seeded(seed)
  const times = timesOf(comments, hours * 3_600_000, random)
  yield '<?xml version="1.0" encoding="UTF-8"?><i>\n'
  for (let at = 0; at < comments; at += A_LINE_OF)
    yield [...times.subarray(at, at + A_LINE_OF)].map(ms => element(ms, texts, random)).join('\n')
  yield '\n</i>\n'
}

function timesOf(comments: number, spanMs: number, random: () => number): Float64Array {
  const peaks = Array.from({ length: OUTBURSTS }, () => random() * (spanMs - OUTBURST_MS))
  const one = () => {
    const peak = peaks[Math.floor(random() * OUTBURSTS)] ?? 0
    // The middle of an outburst is its loudest part.
    return random() < IN_OUTBURSTS
      ? peak + ((random() + random()) / 2) * OUTBURST_MS
      : random() * spanMs
  }
  return Float64Array.from({ length: comments }, one).sort()
}

function element(ms: number, texts: readonly string[], random: () => number): string {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T
  const mode = random() < 0.02 ? 5 : random() < 0.01 ? 4 : 1
  const sender = Math.floor(random() * SENDERS).toString(16)
  const text = pick(texts).replace(/[&<>]/g, one => `&#${one.codePointAt(0)};`)
  return `<d p="${(ms / 1_000).toFixed(3)},${mode},25,${pick(COLORS)},1700000000,0,${sender},1">${text}</d>`
}
