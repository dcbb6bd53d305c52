// What was measured, kept between runs: a part of the match can be run again, and the page is
// made of the latest of each.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Case } from './cases.ts'
import type { EdgeResult } from './edge-cases.ts'
import type { Idle } from './idle.ts'
import type { Measured } from './measure.ts'

const FOLDER = 'data/bench'

type Measurement<T> = {
  readonly case: string
  readonly title: string
  readonly measuredAt: string
  /** In the order in which it was measured. */
  readonly measured: readonly T[]
}
export type MatchResult = Measurement<Measured> &
  Pick<Case, 'goals' | 'bounds'> & { readonly kind: 'match' }
export type IdleResult = Measurement<Idle> & { readonly kind: 'idle' }
export type KeptResult = MatchResult | IdleResult | (EdgeResult & { readonly kind: 'edge' })

export function keep(result: KeptResult): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}/${result.case}.json`, `${JSON.stringify(result)}\n`)
}

export function kept(): KeptResult[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith('.json'))
    .map(file => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as KeptResult)
}
