// Pauses and a shift, as exports and the density have them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Archive } from '../../engine/ports/archive.ts'
import { NOON, ROOM, STREAM } from '../fixtures/message.ts'
import { opened, tell } from './told.ts'

const BASE = `/v1/replay/${STREAM}`

test('an export is of the video: without the pauses, and where the shift says', async t => {
  const { archive, get } = await opened(t)
  await halting(archive)
  const shown = async (query = '') => {
    const { data } = (await get(`${BASE}/comments?format=dplayer${query}`)).json()
    return data.map(([at, , , , text]: unknown[]) => `${at} ${text}`)
  }
  assert.deepEqual(await shown(), ['0 a', '9 b', '10 d', '39 e'])
  assert.deepEqual(await shown('&from=9000&to=11000'), ['9 b', '10 d'])
  await archive.shift(STREAM, 2_000)
  const { get: later } = await (await opened(t, archive)).another()
  const { data } = (await later(`${BASE}/comments?format=dplayer&from=11000`)).json()
  assert.deepEqual(
    data.map(([at]: unknown[]) => at),
    [11, 12, 41],
  )
})

test('the density is of the video too', async t => {
  const { archive, get } = await opened(t)
  await halting(archive)
  const { counts, stepMs } = (await get(`${BASE}/density?stepMs=10000`)).json()
  assert.deepEqual([stepMs, counts], [10_000, [2, 1, 0, 1, 0]])
  const { density, videoMs } = (await get(BASE)).json()
  assert.deepEqual([videoMs, density.counts.length], [50_000, 50])
})

/** Five words, the third in a pause of ten seconds; the stream lasts a minute. */
async function halting(archive: Archive): Promise<void> {
  const lines = [
    { ms: 0, text: 'a' },
    { ms: 9_000, text: 'b' },
    { ms: 15_000, text: 'c' },
    { ms: 20_000, text: 'd' },
    { ms: 49_000, text: 'e' },
  ]
  await tell(archive, lines, { ends: ['opened', 'closed'] })
  const marks = (['paused', 'resumed'] as const).map((mark, n) => {
    const at = NOON + (n + 1) * 10_000
    return { mark, room: ROOM, stream: STREAM, at, partition: 0, offset: 7 + n }
  })
  await archive.store({ log: 'l', partitions: 1, rows: [], marks, covered: [] })
}
