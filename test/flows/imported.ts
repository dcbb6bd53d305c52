// Streams that came from elsewhere: a recording, as `barrage import` does it, and comments over
// HTTP, as the application does.

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

/** The new stream, in the room `lobby`. */
export async function importedComments(
  live: Live,
  said: readonly { readonly text: string; readonly at: number }[],
  durationMs = 60_000,
): Promise<string> {
  const openedAt = Date.now() - 3_600_000
  const begun = { room: 'lobby', openedAt }
  const { body } = await live.application<{ stream: string }>('POST', '/v1/replay/imports', begun)
  const path = `/v1/replay/imports/${body.stream}`
  const messages = said.map(({ text, at }, n) => {
    return { cid: `${n}`, body: { text }, from: { id: `u${n}` }, at }
  })
  await live.application('POST', `${path}/messages`, { messages })
  await live.application('PUT', path, { durationMs })
  return body.stream
}
