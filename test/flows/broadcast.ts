// A notice for everybody, in whatever room they are.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import type { OpenLive } from './live.ts'

const ROOMS = 20
const SPREAD_MS = 2_000

export function broadcasting(open: OpenLive): void {
  test('a broadcast reaches every room once, spread over its time, and is history there', async t => {
    const live = await open(t)
    const names = Array.from({ length: ROOMS }, (_, n) => `${live.lobby}-${n}`)
    for (const room of names) await live.application('POST', `/v1/rooms/${room}/stream`)
    const viewers = await Promise.all(names.map(room => live.enter(room)))
    const text = `in ten minutes ${Math.random()}`
    const asked = { cid: `b${Date.now()}`, body: { text }, spreadMs: SPREAD_MS }
    const began = performance.now()
    const heardAt = new Map<string, number>()
    const { status } = await live.application('POST', '/v1/broadcast', asked)
    assert.equal(status, 200)
    await live.application('POST', '/v1/broadcast', asked) // the answer may have been lost
    await until(() => {
      for (const { welcome, texts } of viewers)
        if (texts.includes(text) && !heardAt.has(welcome.room))
          heardAt.set(welcome.room, performance.now() - began)
      return heardAt.size === ROOMS
    })
    const times = [...heardAt.values()].sort((a, b) => a - b)
    const [first = 0, last = 0] = [times[0], times.at(-1)]
    assert.ok(last - first >= SPREAD_MS / 2, `all within ${last - first} ms`)

    const late = await live.enter(names[0] as string)
    await until(() => late.texts.includes(text))
    await live.application('POST', '/v1/broadcast', asked)
    for (const { texts, messages, complaints } of viewers) {
      assert.equal(texts.filter(one => one === text).length, 1)
      const notice = messages.find(({ body }) => body.text === text)
      assert.deepEqual([notice?.kind, notice?.priority], ['notice', 'whitelist'])
      assert.deepEqual(complaints, [])
    }
  })
}
