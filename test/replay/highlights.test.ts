import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import { NOON, ROOM, STREAM, said } from '../fixtures/message.ts'
import { recording } from '../fixtures/real-recordings.ts'
import { opened, tell } from './told.ts'

const DENSITY = `/v1/replay/${STREAM}/density`
const ENDS = ['opened', 'closed'] as const

test('a peak is told with its place, its size and what it was about', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, evening(), { ends: ENDS })
  const { peaks, counts } = (await get(`${DENSITY}?stepMs=1000`)).json()
  assert.equal(peaks.length, 1)
  const [{ at, from, to, count, words }] = peaks
  assert.ok(from <= at && at < to && at >= 28_000 && at < 34_000, `${at}`)
  assert.ok(count >= 100, `${count}`)
  assert.deepEqual(words, ['安可', 'encore'])
  assert.equal(counts.length, 60)
})

test('however many ask, with whatever steps, a stream is looked through once', async t => {
  const { archive, get, world, turn } = await opened(t)
  await tell(archive, evening(), { ends: ENDS })
  const steps = [1_000, 2_000, 3_000, 1_500]
  await Promise.all(steps.map(step => get(`${DENSITY}?stepMs=${step}`)))
  const asked = world.asked
  assert.ok(asked > 0 && asked <= 9, `${asked} reads of comments`)
  await get(`${DENSITY}?stepMs=1700`)
  assert.equal(world.asked, asked)
  turn(11_000)
  await get(`${DENSITY}?stepMs=1700`)
  assert.equal(world.asked, 2 * asked)
})

test('an archive that fails is asked again by the next one who asks', async t => {
  const { archive, get, world } = await opened(t)
  await tell(archive, evening(), { ends: ENDS })
  world.archiveFails = true
  assert.equal((await get(DENSITY)).statusCode, 503)
  world.archiveFails = false
  assert.equal((await get(DENSITY)).json().peaks.length, 1)
})

test('a stream in which nothing was said has no peaks', async t => {
  const { archive, get } = await opened(t)
  await tell(archive, [], { ends: ENDS })
  assert.deepEqual((await get(DENSITY)).json().peaks, [])
})

test('the peaks of a real episode are about what happened in it', async t => {
  const { archive, get } = await opened(t)
  const { comments } = await loadRecording(recording(t, 'episode.json.gz'))
  await archive.overlay.beginImport({ stream: STREAM, room: ROOM, begunAt: NOON })
  const rows = comments.map(({ atMs, body }, n) => ({
    ...{ message: said(`m${n}`, { body, at: NOON + atMs }), shadowed: false },
  }))
  await archive.overlay.add(STREAM, rows)
  await archive.overlay.endImport(STREAM, NOON + (comments.at(-1)?.atMs ?? 0))
  const { peaks } = (await get(`${DENSITY}?stepMs=10000`)).json()
  if (comments.length < 1_000) return t.diagnostic('the sample has no such scenes')
  const words = peaks.map((peak: { words: string[] }) => peak.words.join(' '))
  assert.ok(
    words.some((some: string) => some.includes('换装')),
    `${words}`,
  )
  assert.ok(
    words.some((some: string) => some.includes('道德绑架')),
    `${words}`,
  )
})

/** A minute of everyday comments, and an encore half way. */
function evening() {
  const texts = ['好听', '晚上好', 'hello there', '灯光好好看', '哈哈哈哈']
  const usual = Array.from({ length: 240 }, (_, n) => ({ ms: n * 250, text: texts[n % 5] ?? '' }))
  const encore = Array.from({ length: 120 }, (_, n) => ({
    ...{ ms: 30_000 + n * 20, text: ['安可！', '安可安可', 'encore!'][n % 3] ?? '' },
  }))
  return [...usual, ...encore]
}
