// `barrage play`: the same from a terminal. Ctrl-C ends it in order (the stream it opened is
// closed), a second one at once; what goes wrong is one line, and the exit code tells.

import { Fault } from '../engine/fault.ts'
import { type PlayOptions, play } from './play.ts'

export type PlayArguments = Pick<
  PlayOptions,
  'file' | 'server' | 'room' | 'key' | 'speed' | 'keepOpen'
>

/** Answers the exit code. */
export async function playCommand(given: PlayArguments): Promise<number> {
  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const { stderr: progress, stdout: result } = process
  try {
    return (await play({ ...given, progress, result, signal: interrupt.signal })) ? 0 : 1
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    process.stderr.write(`barrage play: ${error.message}\n`)
    return 1
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
