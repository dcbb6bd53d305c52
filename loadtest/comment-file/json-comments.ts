// `[{text, time, color}]`, as ArtPlayer and others write it: seconds, "#RRGGBB" or a number;
// also `mode` 0 scroll, 1 top, 2 bottom. The array is read one object at a time, so a file may
// be of any length, and one that breaks off gives what it had, and the line.

import type { Mode } from '../../engine/message.ts'
import { LineCounter } from './line-counter.ts'
import { type RecordedComment, recordedComment, type Skip } from './recorded-comment.ts'

// As for a token of XML.
const MOST_OBJECT = 65_536
const MODES: readonly Mode[] = ['scroll', 'top', 'bottom']

export async function* jsonComments(
  pieces: AsyncIterable<string>,
  onSkip: (why: Skip) => void,
): AsyncGenerator<RecordedComment> {
  for await (const value of jsonObjects(pieces)) {
    const comment = readObject(value)
    if (comment) yield comment
    else onSkip('unreadable')
  }
}

/** The values of one array of objects, as its text comes in. */
async function* jsonObjects(pieces: AsyncIterable<string>): AsyncGenerator<unknown> {
  const reader = new ArrayReader()
  for await (const piece of pieces) yield* reader.read(piece)
  reader.end()
}

class ArrayReader {
  readonly #lines = new LineCounter()
  #state: 'before' | 'inside' | 'after' = 'before'
  #rest = ''

  end(): void {
    if (this.#rest) throw this.#lines.fault('the file ends in the middle of this')
    if (this.#state !== 'after') throw this.#lines.fault('the file ends before its array does')
  }

  *read(piece: string): Generator<unknown> {
    this.#rest += piece
    for (;;) {
      this.#pass(/^\s*/.exec(this.#rest)?.[0].length ?? 0)
      if (this.#rest === '') return
      if (this.#mark()) continue
      const length = objectLength(this.#rest)
      if (length === 0) break
      yield this.#parsed(length)
      this.#pass(length)
    }
    if (this.#rest.length > MOST_OBJECT) throw this.#lines.fault('this never ends')
  }

  /** Whether it stood on something between the objects; anything else than one is a fault. */
  #mark(): boolean {
    const [mark] = this.#rest
    if (this.#state === 'inside' && mark === '{') return false
    if (this.#state === 'before' && mark === '[') this.#state = 'inside'
    else if (this.#state === 'inside' && mark === ']') this.#state = 'after'
    else if (this.#state !== 'inside' || mark !== ',')
      throw this.#lines.fault('only an array of comments can be read')
    this.#pass(1)
    return true
  }

  #parsed(length: number): unknown {
    try {
      return JSON.parse(this.#rest.slice(0, length))
    } catch {
      throw this.#lines.fault('this is not JSON')
    }
  }

  #pass(length: number): void {
    this.#lines.pass(this.#rest.slice(0, length))
    this.#rest = this.#rest.slice(length)
  }
}

/** How long the object at the start of the text is; 0 as long as its end has not come. */
function objectLength(text: string): number {
  const marks = /[{}]|"(?:[^"\\]|\\.)*"?/gs
  let depth = 0
  for (const { 0: mark, index } of text.matchAll(marks)) {
    if (mark === '{') depth++
    else if (mark === '}') depth--
    if (depth === 0) return index + 1
  }
  return 0
}

function readObject(value: unknown): RecordedComment | undefined {
  const { text, time, color, mode } = value as Record<string, unknown>
  const seconds = Number(time)
  if (typeof text !== 'string' || time === null || !Number.isFinite(seconds)) return undefined
  return recordedComment({ seconds, text, color: readColor(color), mode: MODES[Number(mode)] })
}

function readColor(color: unknown): number | undefined {
  if (typeof color === 'number' && Number.isInteger(color)) return color
  const hex = typeof color === 'string' ? /^#([0-9a-f]{6})$/i.exec(color)?.[1] : undefined
  return hex === undefined ? undefined : Number.parseInt(hex, 16)
}
