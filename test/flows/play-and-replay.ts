// Recordings go in by `play` and come out of the replay as they went in.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanText } from '../../engine/uplink/text.ts'
import { play } from '../../loadtest/play.ts'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import type { Recorded } from '../../recordings/comment-file/recorded.ts'
import { REAL, recording, SAMPLE } from '../fixtures/real-recordings.ts'
import { scratchFile } from '../fixtures/scratch-file.ts'
import { asShown } from '../fixtures/shown.ts'
import { until } from '../until.ts'
import type { Live, OpenLive } from './live.ts'

export function playAndReplay(open: OpenLive): void {
  for (const file of REAL)
    test(`${file} comes out as it went in: texts, colours, modes, order`, async t => {
      const path = recording(t, file)
      const live = await open(t)
      // A machine that is late would trade order for speed.
      await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/lanes/danmaku/gear`, { gear: 1 })
      const stream = await played(live, path, 500)
      const went = (await loadRecording(path)).comments
      const came = await exported(t, live, stream)
      assert.deepEqual(came.map(asSeen), went.map(asSeen))
      assert.deepEqual(await asDPlayer(live, stream), went.map(asDPlayerSays))
    })

  test('a stream that was closed is whole, and says so', async t => {
    const live = await open(t)
    const stream = await played(live, SAMPLE, 1_000)
    const told = await until(async () => {
      const { body } = await live.ask<{ whole: unknown; live: boolean }>(
        'GET',
        `/v1/replay/${stream}`,
      )
      return body.whole !== null && body
    })
    assert.deepEqual([told.whole, told.live], [true, false])
  })
}

/** Plays it, and waits until all of it is in the archive. */
export async function played(live: Live, file: string, speed: number): Promise<string> {
  const silent = { write: () => true, isTTY: false }
  const all = await play({
    file,
    room: live.lobby,
    speed,
    server: live.barrage.url,
    key: live.barrage.keys.application,
    keepOpen: false,
    signal: new AbortController().signal,
    progress: silent,
    result: silent,
  })
  assert.equal(all, true)
  const { comments } = await loadRecording(file)
  return until(
    async () => {
      const { body } = await live.ask<Streams>('GET', `/v1/rooms/${live.lobby}/streams`)
      const stream = body.streams[0]?.stream
      const { body: told } = await live.ask<Manifest>('GET', `/v1/replay/${stream}`)
      return told.counts?.messages === comments.length && stream
    },
    { withinMs: 20_000, what: 'everything in the archive' },
  )
}

export async function exported(
  t: { after(fn: () => void): void },
  live: Live,
  stream: string,
): Promise<Recorded[]> {
  const path = `/v1/replay/${stream}/comments?format=bilibili-xml`
  const { body } = await live.ask<string>('GET', path)
  return [...(await loadRecording(scratchFile(t, body))).comments]
}

async function asDPlayer(live: Live, stream: string): Promise<unknown[]> {
  const path = `/v1/replay/${stream}/comments?format=dplayer`
  const { body } = await live.ask<{ data: unknown[][] }>('GET', path)
  return body.data.map(([, type, color, , text]) => [type, color, text])
}

function asDPlayerSays(comment: Recorded): unknown {
  const { text, color, mode } = asSeen(comment)
  return [{ scroll: 0, top: 1, bottom: 2 }[mode], color, escaped(text)]
}

/** DPlayer writes comments with innerHTML. */
function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, character => entities[character] as string)
}

/** What went in, as it should come out; at full speed the time is another. */
function asSeen(comment: Recorded) {
  const { text, color, mode, size } = asShown(comment)
  return { text: cleanText(text).text, color, mode, size }
}

type Streams = { readonly streams: readonly { readonly stream: string }[] }
type Manifest = { readonly counts?: { readonly messages: number } }
