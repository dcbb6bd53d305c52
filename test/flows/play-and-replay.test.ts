// What `play` at its own pace is worth, on a machine of its own: a cluster shares it with a dozen
// processes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import { scratchFile } from '../fixtures/scratch-file.ts'
import { Live } from './live.ts'
import { exported, playAndReplay, played } from './play-and-replay.ts'

/** What `play` at its own pace may be off, as the readme promises. */
const CLOSE_MS = 50

playAndReplay(Live.start)

test('at its own pace every comment is heard at the time the recording has for it', async t => {
  const live = await Live.start(t)
  const path = scratchFile(t, recordingOfSeconds(4))
  const stream = await played(live, path, 1)
  const [went, came] = [(await loadRecording(path)).comments, await exported(t, live, stream)]
  const off = came.map(({ atMs }, n) => Math.abs(atMs - (went[n]?.atMs ?? Number.NaN)))
  off.sort((a, b) => a - b)
  t.diagnostic(`play at speed 1: median ${off[off.length >> 1]} ms off, worst ${off.at(-1)} ms`)
  assert.equal(came.length, went.length)
  assert.ok((off[off.length >> 1] ?? Number.NaN) <= CLOSE_MS)
})

function recordingOfSeconds(seconds: number): string {
  const comments = Array.from({ length: seconds * 20 }, (_, n) => ({
    text: `第${n}`,
    time: n / 20,
  }))
  return JSON.stringify(comments)
}
