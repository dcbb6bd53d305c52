import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fetch } from '../../client/ask.ts'
import { ReplayReader } from '../../client/replay-reader.ts'
import { REFUSALS } from '../../engine/refusal.ts'

const SEGMENTS = { url: '/s/{generation}/{from}-{to}', rows: [[0, 10, 3, 2]] }
const LATEST = { live: true, durationMs: 20, from: 0, to: 10, nextMs: 5, segments: SEGMENTS }
const PIECE = { url: '/s/3/0-10', from: 0, to: 10, generation: 3, count: 2 }

function readerOf(answer: unknown, perSecond?: number) {
  const asked: string[] = []
  const fetch: Fetch = async url => {
    asked.push(url)
    return { ok: true, status: 200, json: async () => answer }
  }
  const reader = new ReplayReader({ server: 'http://cdn/', stream: 's/1', perSecond, fetch })
  return { reader, asked }
}

test('a list and a stream name their pieces, and a piece is asked for with its limit', async () => {
  const { reader, asked } = readerOf(LATEST, 50)
  assert.deepEqual((await reader.latest()).pieces, [PIECE])
  assert.deepEqual(await reader.pieces(), [PIECE])
  await reader.said(PIECE)
  const base = 'http://cdn/v1/replay/s%2F1'
  assert.deepEqual(asked, [`${base}/latest`, base, 'http://cdn/s/3/0-10?limit=50'])
})

test('a message that cannot be read is no reason to miss the others', async () => {
  const good = { id: 'a', at: 1, from: { id: 'ann12345' }, body: { text: 'hi' } }
  const { reader } = readerOf({ messages: [null, 7, { ...good, at: 'x' }, good] })
  const [only, ...others] = await reader.said(PIECE)
  assert.deepEqual([only?.id, only?.from.name, others], ['a', 'Guest-2345', []])
})

for (const answer of [
  null,
  'text',
  {},
  { ...LATEST, live: 'yes' },
  { ...LATEST, nextMs: null },
  { ...LATEST, segments: { ...SEGMENTS, rows: 'none' } },
  { ...LATEST, segments: { ...SEGMENTS, rows: [[0, 'x']] } },
  { ...LATEST, segments: undefined },
])
  test(`${JSON.stringify(answer)} is no list`, async () => {
    await assert.rejects(readerOf(answer).reader.latest(), { code: REFUSALS.notFound.code })
  })
