// Those who behave, beside those who do not: they talk, give their signs of life, hear each
// other, and are to notice nothing else.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Viewer } from './viewer.ts'

/** With twenty of them, each speaks once a second: what a viewer may by default. */
const SAYS_EVERY_MS = 50
/** However long what they wait for takes; a minute of talk. */
const MOST_SAID = 1_200
/** Whoever has not heard it by then is not going to. */
const HEARD_MS = 20_000

/**
 * Ms from saying to hearing, for everybody in the room: each speaks once, and on until `enough`.
 * @param when another each time: it is what they say
 * @returns sorted
 */
export async function latencies(
  when: string,
  crowd: readonly Viewer[],
  enough: () => boolean = () => true,
): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < crowd.length || !enough(); n++) {
    assert.ok(n < MOST_SAID, `${when}: not over yet`)
    took.push(...(await heardBy(crowd, crowd[n % crowd.length] as Viewer, `${when} ${n}`)))
    await pause(SAYS_EVERY_MS)
  }
  return took.sort((a, b) => a - b)
}

async function heardBy(crowd: readonly Viewer[], speaker: Viewer, text: string): Promise<number[]> {
  const began = performance.now()
  const heard = crowd.map(async viewer => {
    await hears(viewer, text)
    return performance.now() - began
  })
  const [answer, ...took] = await Promise.all([speaker.say({ text }), ...heard])
  assert.equal(answer.t, 'ok', JSON.stringify(answer))
  return took
}

/** Not polled: what is measured is the moment itself. */
async function hears(viewer: Viewer, text: string): Promise<void> {
  const from = viewer.frames.length
  const has = () =>
    viewer.frames
      .slice(from)
      .some(frame => 'messages' in frame && frame.messages.some(({ body }) => body.text === text))
  while (!has()) await once(viewer.socket, 'message', { signal: AbortSignal.timeout(HEARD_MS) })
}

/** For people to read: a number of a busy machine fails no test. */
export function beside(before: readonly number[], during: readonly number[]): string {
  const [calm, then] = [p99(before), p99(during)].map(ms => `${ms.toFixed(1)} ms`)
  return `p99 of the others ${calm} before, ${then} beside (crowd included)`
}

/** Signs of life, which say how far each has read, until the test is over. */
export function heartbeats(
  t: { after(fn: () => void): void },
  crowd: readonly Viewer[],
  everyMs: number,
): void {
  const beats = setInterval(() => {
    for (const viewer of crowd) viewer.write({ t: 'ping', cursor: viewer.cursor })
  }, everyMs)
  t.after(() => clearInterval(beats))
}

/** Everybody is here, and what they were told was whole and was told once. */
export function noticedNothing(crowd: readonly Viewer[]): void {
  for (const { closed, complaints, messages } of crowd) {
    assert.deepEqual([closed, complaints], [undefined, []])
    assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length)
  }
}

function p99(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0
}
