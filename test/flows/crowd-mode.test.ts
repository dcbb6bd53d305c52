import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crowdMode, FULL_SOON } from './crowd-mode.ts'
import { Live } from './live.ts'

crowdMode(Live.start)

test('who is given an edge and who is given segments is counted', async t => {
  const live = await Live.start(t, FULL_SOON)
  await live.crowd('lobby', 2)
  await live.join('lobby')
  const { body } = await live.ask<string>('GET', '/metrics')
  assert.match(body, /^barrage_joins_total\{where="edge"\} 2$/m)
  assert.match(body, /^barrage_joins_total\{where="crowd"\} 1$/m)
})
