// Recordings go in by `play` and come out of the replay as they went in.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { NORMAL_SIZE, WHITE } from '../../engine/message.ts'
import { cleanText } from '../../engine/uplink/text.ts'
import { loadComments } from '../../loadtest/comment-file/read-comments.ts'
import type { RecordedComment } from '../../loadtest/comment-file/recorded-comment.ts'
import { play } from '../../loadtest/play.ts'
import { until } from '../until.ts'
import { Live } from './live.ts'

const SAMPLE = 'loadtest/sample.xml'
/** What `play` at its own pace may be off, as the readme promises. */
const CLOSE_MS = 50

for (const file of ['bilibili-1783.xml', 'episode.json.gz'])
  test(`${file} comes out as it went in: texts, colours, modes, order`, async t => {
    const path = recording(t, file)
    const live = await Live.start(t)
    const stream = await played(live, path, 500)
    const went = (await loadComments(path)).comments
    const came = await exported(t, live, stream)
    assert.deepEqual(came.map(asShown), went.map(asShown))
    assert.deepEqual(await asDPlayer(live, stream), went.map(asDPlayerSays))
  })

test('at its own pace every comment is heard at the time the recording has for it', async t => {
  const live = await Live.start(t)
  const path = scratchFile(t, recordingOfSeconds(4))
  const stream = await played(live, path, 1)
  const [went, came] = [(await loadComments(path)).comments, await exported(t, live, stream)]
  const off = came.map(({ atMs }, n) => Math.abs(atMs - (went[n]?.atMs ?? Number.NaN)))
  off.sort((a, b) => a - b)
  t.diagnostic(`play at speed 1: median ${off[off.length >> 1]} ms off, worst ${off.at(-1)} ms`)
  assert.equal(came.length, went.length)
  assert.ok((off[off.length >> 1] ?? Number.NaN) <= CLOSE_MS)
})

test('a stream that was closed is whole, and says so', async t => {
  const live = await Live.start(t)
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

/** Plays it, and waits until all of it is in the archive. */
async function played(live: Live, file: string, speed: number): Promise<string> {
  const silent = { write: () => true, isTTY: false }
  const all = await play({
    file,
    room: 'r',
    speed,
    server: live.barrage.url,
    key: live.barrage.keys.application,
    keepOpen: false,
    signal: new AbortController().signal,
    progress: silent,
    result: silent,
  })
  assert.equal(all, true)
  const { comments } = await loadComments(file)
  return until(
    async () => {
      const { body } = await live.ask<Streams>('GET', '/v1/rooms/r/streams')
      const stream = body.streams[0]?.stream
      const { body: told } = await live.ask<Manifest>('GET', `/v1/replay/${stream}`)
      return told.counts?.messages === comments.length && stream
    },
    { withinMs: 20_000, what: 'everything in the archive' },
  )
}

async function exported(t: TestContext, live: Live, stream: string): Promise<RecordedComment[]> {
  const path = `/v1/replay/${stream}/comments?format=bilibili-xml`
  const { body } = await live.ask<string>('GET', path)
  return [...(await loadComments(scratchFile(t, body))).comments]
}

async function asDPlayer(live: Live, stream: string): Promise<unknown[]> {
  const path = `/v1/replay/${stream}/comments?format=dplayer`
  const { body } = await live.ask<{ data: unknown[][] }>('GET', path)
  return body.data.map(([, type, color, , text]) => [type, color, text])
}

function asDPlayerSays({ text, mode, color }: RecordedComment): unknown {
  const type = { scroll: 0, top: 1, bottom: 2 }[mode ?? 'scroll']
  return [type, color ?? WHITE, escaped(cleanText(text).text)]
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

/** What went in, as it should come out. */
function asShown({ text, color = WHITE, mode = 'scroll', size = NORMAL_SIZE }: RecordedComment) {
  return { text: cleanText(text).text, color, mode, size }
}

/** The real file, or the project's own sample when it is not there. */
function recording(t: TestContext, file: string): string {
  const path = `../shared/data/${file}`
  if (existsSync(path)) return path
  t.diagnostic(`${path} is missing: ${SAMPLE} instead`)
  return SAMPLE
}

function recordingOfSeconds(seconds: number): string {
  const comments = Array.from({ length: seconds * 20 }, (_, n) => ({
    text: `第${n}`,
    time: n / 20,
  }))
  return JSON.stringify(comments)
}

function scratchFile(t: TestContext, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'comments')
  writeFileSync(path, content)
  return path
}

type Streams = { readonly streams: readonly { readonly stream: string }[] }
type Manifest = { readonly counts?: { readonly messages: number } }
