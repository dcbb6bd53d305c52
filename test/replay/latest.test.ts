import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STREAM } from '../fixtures/message.ts'
import { opened, takeBack, tell, urlsOf } from './told.ts'

const LATEST = `/v1/replay/${STREAM}/latest`

test('the newest list is short pieces of what is settled, and may be kept for a second', async t => {
  const { archive, get, turn } = await opened(t)
  await tell(archive, [{ ms: 1_000 }, { ms: 8_500 }, { ms: 12_000 }], { ends: ['opened'] })
  turn(17_500)
  const answer = await get(LATEST)
  assert.equal(answer.headers['cache-control'], 'public, max-age=1')
  const { segments, ...about } = answer.json()
  assert.deepEqual(segments.rows, [
    [0, 2_000, 1, 1],
    [8_000, 10_000, 1, 1],
  ])
  const { live, from, to, nextMs, durationMs } = about
  assert.deepEqual([live, from, to, nextMs, durationMs], [true, 0, 12_000, 2_000, 17_500])
  for (const url of urlsOf(answer.json())) assert.equal((await get(url)).statusCode, 200, url)
})

test('it reaches two minutes back, however long the stream is', async t => {
  const { archive, get, turn } = await opened(t)
  const lines = Array.from({ length: 600 }, (_, n) => ({ ms: n * 1_000 }))
  await tell(archive, lines, { ends: ['opened'] })
  turn(605_000)
  const { segments, from, to } = (await get(LATEST)).json()
  assert.deepEqual([from, to, segments.rows.length], [480_000, 600_000, 60])
})

test('what is taken back is another piece there, and what is over is asked for less often', async t => {
  const { archive, get, turn } = await opened(t)
  const [first] = await tell(archive, [{ ms: 100 }, { ms: 200 }], { ends: ['opened', 'closed'] })
  const before = (await get(LATEST)).json()
  assert.deepEqual(before.segments.rows, [[0, 2_000, 1, 2]])
  assert.deepEqual([before.live, before.nextMs, before.to], [false, 10_000, 60_000])
  await takeBack(archive, first ? [first] : [])
  turn(2_000)
  const { segments } = (await get(LATEST)).json()
  const [[from, to, generation, count]] = segments.rows
  assert.deepEqual([from, to, count], [0, 2_000, 1])
  assert.ok(generation > 1)
})

test('of a stream that nobody knows there is no newest', async t => {
  const { get } = await opened(t)
  assert.equal((await get(LATEST)).json().code, 602)
})
