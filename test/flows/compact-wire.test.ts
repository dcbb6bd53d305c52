// How few bytes a comment takes, as viewers get it: everything that is fast later is fast
// because of it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { until } from '../until.ts'
import { comments } from './comments.ts'
import { Live } from './live.ts'

const MOST_BYTES = 190
/** Each, when 20 of them are deflated together. */
const MOST_DEFLATED_BYTES = 75
const GUESTS = 20
/** A long evening: times have seven digits then, which few of a test's have. */
const FOUR_HOURS_MS = 14_400_000

test('a comment of 20 characters by a guest is small', async t => {
  const live = await Live.start(t)
  const ear = await live.enter('lobby')
  const raw: string[] = []
  ear.socket.on('message', data => raw.push(String(data)))
  const texts = await textsOf20(t)
  const guests = await live.crowd('lobby', GUESTS)
  await Promise.all(guests.map((guest, n) => guest.say({ text: texts[n] })))
  await until(() => ear.texts.length === GUESTS)

  const asSent = ear.messages.map(message => JSON.stringify(message))
  for (const message of asSent) assert.ok(raw.some(frame => frame.includes(message)))
  const late = asSent.map(message =>
    message.replace(/"at":(\d+)/, (_, at) => `"at":${FOUR_HOURS_MS + Number(at)}`),
  )
  const largest = Math.max(...late.map(message => Buffer.byteLength(message)))
  const deflated = deflateRawSync(late.join(), { level: 6 }).length / GUESTS
  t.diagnostic(`a comment: ${largest} bytes at the most, ${deflated} each when deflated together`)
  assert.ok(largest <= MOST_BYTES)
  assert.ok(deflated <= MOST_DEFLATED_BYTES)
})

/** Different ones of the real recording, each as near to 20 characters as there are. */
async function textsOf20(t: Parameters<typeof comments>[0]): Promise<string[]> {
  const texts = (await comments(t, 16_000)).map(({ body }) => String(body.text))
  const far = (text: string) => Math.abs([...text].length - 20)
  return [...new Set(texts)].toSorted((a, b) => far(a) - far(b)).slice(0, GUESTS)
}
