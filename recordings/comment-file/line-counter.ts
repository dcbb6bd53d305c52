// Where in a text a reader is, so that it can say which line is broken.

import { Fault } from '../../engine/fault.ts'

export class LineCounter {
  #line = 1

  get line(): number {
    return this.#line
  }

  pass(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++
  }

  fault(what: string, line = this.#line): Fault {
    return new Fault('bad-file', `line ${line}: ${what}`)
  }
}
