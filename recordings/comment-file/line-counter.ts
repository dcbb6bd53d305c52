// Where in a text a reader is, so that it can say what is broken: by the line, and in a file
// that is one long line by the character too.

import { Fault } from '../../engine/fault.ts'

/** Up to here an eye finds it. */
const SHORT_LINE = 1_000

export class LineCounter {
  #line = 1
  #character = 1

  get place(): string {
    const line = `line ${this.#line}`
    return this.#character > SHORT_LINE ? `${line}, character ${this.#character}` : line
  }

  get line(): number {
    return this.#line
  }

  pass(text: string): void {
    this.#character += text.length
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.#line++
      this.#character = text.length - at
    }
  }

  fault(what: string): Fault {
    return new Fault('bad-file', `${this.place}: ${what}`)
  }
}
