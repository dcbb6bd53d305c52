// The items of the one array that a JSON text is about, as its text comes in: each is an object
// or an array, and is parsed by itself. So a file may be of any length, memory is bounded by the
// largest item, and a file that breaks off gives what it had, and the line.
//
// The array may be a member of an object: then what stands before it is passed over, and so is
// what comes after.

import { inLots, type PieceReader } from './in-lots.ts'
import { LineCounter } from './line-counter.ts'

// As for a token of XML.
const MOST_ITEM = 65_536

/** @param opening what stands before the first item, its bracket included */
export function jsonItems(
  pieces: AsyncIterable<string>,
  opening: RegExp,
): AsyncGenerator<readonly unknown[]> {
  return inLots(pieces, new ItemReader(opening))
}

class ItemReader implements PieceReader<unknown> {
  readonly #opening: RegExp
  readonly #lines = new LineCounter()
  #state: 'before' | 'inside' | 'after' = 'before'
  #isMember = false
  #rest = ''

  constructor(opening: RegExp) {
    this.#opening = opening
  }

  end(): readonly unknown[] {
    if (this.#rest) throw this.#lines.fault('the file ends in the middle of this')
    if (this.#state !== 'after') throw this.#lines.fault('the file ends before its array does')
    if (this.#isMember) throw this.#lines.fault('the file ends before its object does')
    return []
  }

  *read(piece: string): Generator<unknown> {
    this.#rest += piece
    for (;;) {
      this.#pass(/^\s*/.exec(this.#rest)?.[0].length ?? 0)
      if (this.#rest === '') return
      if (this.#mark()) continue
      const length = this.#state === 'inside' ? itemLength(this.#rest) : 0
      if (length === 0) break
      yield this.#parsed(length)
      this.#pass(length)
    }
    if (this.#rest.length > MOST_ITEM) throw this.#lines.fault('this never ends')
  }

  /** Whether it stood on something between the items and went past it. */
  #mark(): boolean {
    if (this.#state === 'before') return this.#open()
    const [mark] = this.#rest
    if (this.#state === 'after') return this.#leave()
    if (mark === '{' || mark === '[') return false
    if (mark === ']') this.#state = 'after'
    else if (mark !== ',') throw this.#lines.fault('only an array of comments can be read')
    this.#pass(1)
    return true
  }

  #open(): boolean {
    const opening = this.#opening.exec(this.#rest)?.[0]
    if (opening === undefined) return false // it may come with the next piece
    this.#isMember = opening.startsWith('{')
    this.#state = 'inside'
    this.#pass(opening.length)
    return true
  }

  /** Behind the array there may be the rest of the object it is a member of, and nothing else. */
  #leave(): boolean {
    if (!this.#isMember) throw this.#lines.fault('only an array of comments can be read')
    const rest = /^[^{}[\]]*\}/.exec(this.#rest)?.[0]
    if (rest === undefined) return false
    this.#isMember = false
    this.#pass(rest.length)
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

/** How long the object or array at the start of the text is; 0 as long as its end has not come. */
function itemLength(text: string): number {
  const marks = /[{}[\]]|"(?:[^"\\]|\\.)*"?/gs
  let depth = 0
  for (const { 0: mark, index } of text.matchAll(marks)) {
    if (mark === '{' || mark === '[') depth++
    else if (mark === '}' || mark === ']') depth--
    if (depth === 0) return index + 1
  }
  return 0
}
