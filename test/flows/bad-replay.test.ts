// Questions about the past that make no sense: each is refused with its own code, and none
// of them reaches the archive.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askRaw } from './ask-raw.ts'
import { Live } from './live.ts'

/** Has the form of a stream's id, and is none. */
const NOBODYS = '00000000000000zz'

test('a stream that is none is unknown, by whatever name and to every question', async t => {
  const live = await Live.start(t)
  const names = [NOBODYS, 'nonsense', '%00', '%2e%2e', '__proto__', 'x'.repeat(5_000), "a'--"]
  for (const name of names)
    for (const rest of [
      '',
      '/head',
      '/latest',
      '/density',
      '/segments/1/0-10000',
      '/comments?format=dplayer',
    ]) {
      const { status, body } = await askRaw(live.barrage.url, `/v1/replay/${name}${rest}`)
      assert.deepEqual([status, body.code], [404, 602], `${name.slice(0, 40)}${rest}`)
    }
})

test('a range, a step, a format or a number that makes no sense is refused', async t => {
  const live = await Live.start(t)
  const { stream } = await live.join('room')
  const asked: [question: string, code: number][] = [
    ['density?stepMs=0', 109],
    ['density?stepMs=-1', 109],
    ['density?stepMs=1e99', 109],
    ['density?stepMs=NaN', 109],
    ['comments', 604],
    ['comments?format=srt', 604],
    ['comments?format=constructor', 604],
    ['comments?format=dplayer&from=-1', 109],
    ['comments?format=dplayer&from=x', 109],
    ['comments?format=dplayer&from=5&to=4', 109],
    ['comments?format=dplayer&to=1e400', 109],
    ['comments?format=dplayer&limit=0', 109],
    ['comments?format=dplayer&limit=-1', 109],
    ['comments?format=dplayer&max=x', 109],
    ['segments/1/-1-5', 109],
    ['segments/x/0-10000', 109],
    ['segments/0/0-10000', 109],
    ['segments/1/0', 109],
    ['segments/1/0-99999999999999999999', 109],
    ['segments/1/0-10000?limit=0', 109],
    ['segments/1/0-10000?limit=10001', 109],
    ['comments?format=dplayer&perSecond=0', 109],
    ['comments?format=dplayer&perSecond=10001', 109],
  ]
  for (const [question, code] of asked) {
    const { status, body } = await askRaw(live.barrage.url, `/v1/replay/${stream}/${question}`)
    assert.deepEqual([status, body.code], [400, code], question)
  }
  for (const limit of ['0', '-1', '101', 'x']) {
    const { status } = await askRaw(live.barrage.url, `/v1/rooms/room/streams?limit=${limit}`)
    assert.equal(status, 400, limit)
  }
})
