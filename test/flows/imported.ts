// A recording that was imported, as `barrage import` does it.

import assert from 'node:assert/strict'
import { importRecording } from '../../recordings/import.ts'
import type { Live } from './live.ts'

/** The new stream. */
export async function imported(live: Live, file: string): Promise<string> {
  let out = ''
  const silent = { write: () => true, isTTY: false }
  const whole = await importRecording({
    ...{ file, room: 'r', server: live.barrage.url, key: live.barrage.keys.application },
    ...{ keepPartial: false, signal: new AbortController().signal, progress: silent },
    result: { write: text => (out += text) },
  })
  assert.equal(whole, true)
  return out.trim().split('\n').at(-1) ?? ''
}
