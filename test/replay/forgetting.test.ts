import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Removal } from '../../engine/ports/removals.ts'
import { forget, rangesOf } from '../../replay/forgetting.ts'
import { STREAM, streamOf } from '../fixtures/message.ts'
import { opened, takeBack, tell, urlsOf } from './told.ts'

const BASE = `/v1/replay/${STREAM}`

test('what was taken back leaves the cache and the store at once, and nothing else does', async t => {
  const role = await opened(t)
  const { archive, get, past, replayStore } = role
  const lines = [1, 2, 15_000].map(ms => ({ ms }))
  const [first] = await tell(archive, lines, { ends: ['opened', 'closed'] })
  const urls = urlsOf((await get(BASE)).json())
  for (const url of urls) await get(url)
  await takeBack(archive, [first as never])
  const told: [string, Removal][] = []
  const removals = { report: async (...one: [string, Removal]) => void told.push(one) }
  const parts = { name: 'replay-1', removals, replayStore, ...past }
  await forget(parts, { act: 'a', streams: [{ stream: STREAM, slots: [0] }] })
  // One in the process and the same one in the store.
  assert.deepEqual(told, [['a', { place: 'cache of replay-1', removed: 2 }]])
  const answers = await Promise.all(urls.map(url => get(url)))
  const seen = answers.map(({ statusCode, headers }) => [statusCode, headers['x-barrage-layer']])
  assert.deepEqual(seen, [
    [410, undefined],
    [200, 'process'],
  ])
  const [now] = urlsOf((await get(BASE)).json())
  assert.equal((await get(now as string)).json().messages.length, 1)
})

test('when it is not known where, all of the stream goes, and of others nothing', async t => {
  const role = await opened(t)
  const { archive, get, past, replayStore } = role
  for (const stream of [STREAM, streamOf(7)])
    await tell(archive, [{ ms: 1 }], { stream, ends: ['opened', 'closed'] })
  const other = urlsOf((await get(`/v1/replay/${streamOf(7)}`)).json())[0] as string
  const mine = urlsOf((await get(BASE)).json())[0] as string
  for (const url of [mine, other]) await get(url)
  const told: number[] = []
  const removals = { report: async (_: string, { removed }: Removal) => void told.push(removed) }
  const parts = { name: 'r', removals, replayStore, ...past }
  await forget(parts, { act: 'a', streams: [{ stream: STREAM }] })
  assert.deepEqual(told, [2])
  assert.equal((await get(mine)).headers['x-barrage-layer'], 'archive')
  assert.equal((await get(other)).headers['x-barrage-layer'], 'process')
})

test('neighbouring seconds are one range', () => {
  assert.deepEqual(rangesOf([0, 1, 2, 5, 7, 8]), [
    { from: 0, to: 3_000 },
    { from: 5_000, to: 6_000 },
    { from: 7_000, to: 9_000 },
  ])
  assert.deepEqual(rangesOf([]), [])
})
