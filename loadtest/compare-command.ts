// `barrage loadtest compare A.json B.json`: two runs side by side, and what the second is of
// the first.

import { readFileSync } from 'node:fs'
import { Fault } from '../engine/fault.ts'
import { comparison } from './report/comparison.ts'
import { FORMAT, type Result } from './result.ts'

/** Answers the exit code. */
export function compareCommand(a: string, b: string): number {
  try {
    process.stdout.write(comparison([a, readResult(a)], [b, readResult(b)]))
    return 0
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    process.stderr.write(`barrage loadtest compare: ${error.message}\n`)
    return 1
  }
}

/** @throws Fault `bad-file` */
export function readResult(path: string): Result {
  const result = parsed(path)
  if (typeof result !== 'object' || result === null || (result as Result).format !== FORMAT)
    throw new Fault('bad-file', `${path} is no result of barrage loadtest`)
  return result as Result
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Fault('bad-file', `${path}: ${(error as Error).message}`, error)
  }
}
