// What is wrong with a setting, in the words of whoever has to mend it.

import { masked } from './masked.ts'

export type Mistake = {
  /** As it was written, wherever it came from. */
  readonly name: string
  /** As it was given; missing when that is a secret, or when nothing was given. */
  readonly value?: unknown
  readonly expected: string
  /** A file, an environment variable, or `together` when settings contradict each other. */
  readonly from: string
}

export function describeMistake({ name, value, expected, from }: Mistake): string {
  const given = value === undefined ? name : `${name} = ${masked(JSON.stringify(value))}`
  return `${given} (${from}): expected ${expected}`
}
