// A command of the terminal that works on a recording: Ctrl-C ends it in order, a second one at
// once; what goes wrong is one line, and the exit code tells.

import { Fault } from '../engine/fault.ts'
import type { Screen } from './progress-line.ts'

export type Terminal = {
  /** Aborted when it is to end early. */
  readonly signal: AbortSignal
  /** Where progress goes. */
  readonly progress: Screen
  /** Where the result goes. */
  readonly result: Pick<Screen, 'write'>
}

/**
 * Answers the exit code.
 * @param work answers whether all went well
 */
export async function runCommand(
  name: string,
  work: (terminal: Terminal) => Promise<boolean>,
): Promise<number> {
  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const { stderr: progress, stdout: result } = process
  try {
    return (await work({ progress, result, signal: interrupt.signal })) ? 0 : 1
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    process.stderr.write(`barrage ${name}: ${error.message}\n`)
    return 1
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
