// A stream that ends, and the next one in the same room: viewers stay where they are.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSALS } from '../../engine/refusal.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, type OpenLive, SMALL } from './live.ts'
import { shownBySdk } from './sdk.ts'
import { Viewer } from './viewer.ts'

export function streamEnds(open: OpenLive): void {
  test('viewers are told of a stream’s end, and nobody can say anything more', async t => {
    const live = await open(t)
    const ann = await live.enter(live.lobby)
    await ann.say({ text: 'one' })
    await live.application('DELETE', `/v1/rooms/${live.lobby}/stream`)
    await until(() => ann.rooms.at(-1)?.open === false)

    const answer = await ann.say({ text: 'two' })
    assert.equal(answer.t === 'no' && answer.code, REFUSALS.closed.code)
    const { body } = await live.application<{ results: { code: number }[] }>(
      'POST',
      `/v1/rooms/${live.lobby}/messages`,
      { messages: made(1, { cid: 'app' }) },
    )
    assert.equal(body.results[0]?.code, REFUSALS.closed.code)
    const late = await live.enter(live.lobby)
    await until(() => late.texts.length > 0)
    assert.deepEqual([late.welcome.open, late.texts, ann.texts], [false, ['one'], ['one']])
  })

  for (const [size, env] of [
    ['small', SMALL],
    ['big', BIG],
  ] as const)
    test(`the next stream of a ${size} room begins at 1, on the connections of the last`, async t => {
      const live = await open(t, env)
      await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: 50 })
      const [ann, bob] = [await live.enter(live.lobby), await live.enter(live.lobby)]
      await sayAll(live, live.lobby, made(3, { cid: 'm' }))
      await until(() => [ann, bob].every(({ texts }) => texts.length === 3))
      await live.application('DELETE', `/v1/rooms/${live.lobby}/stream`)
      await live.application('POST', `/v1/rooms/${live.lobby}/stream`)
      await until(() => ann.rooms.some(({ stream }) => stream !== undefined))
      const opened = ann.rooms.find(({ stream }) => stream !== undefined)
      assert.deepEqual([opened?.open, opened?.cursor], [true, '.0.0.0'])
      assert.notEqual(opened?.stream, ann.welcome.stream)

      await sayAll(live, live.lobby, made(3, { cid: 'm' }))
      await until(() => [ann, bob].every(({ texts }) => texts.length === 6))
      for (const viewer of [ann, bob]) {
        assert.deepEqual([viewer.complaints, viewer.closed], [[], undefined])
        assert.deepEqual(
          viewer.messages.map(({ seq }) => seq),
          [1, 2, 3, 1, 2, 3],
        )
        assert.equal(new Set(viewer.messages.map(({ id }) => id)).size, 6)
      }
    })

  test('who comes back with a cursor of the last stream is given this one from its start', async t => {
    const live = await open(t)
    const answer = await live.join(live.lobby)
    const ann = await Viewer.enter(answer)
    await sayAll(live, live.lobby, made(3, { cid: 'old' }))
    await until(() => ann.texts.length === 3)
    const { cursor } = ann
    await ann.leave()
    await live.application('DELETE', `/v1/rooms/${live.lobby}/stream`)
    await live.application('POST', `/v1/rooms/${live.lobby}/stream`)
    await sayAll(live, live.lobby, made(2, { cid: 'new' }))

    const back = await Viewer.enter(answer, cursor)
    await until(() => back.texts.length === 2)
    assert.deepEqual([back.welcome.resumed, back.texts], [false, ['new 0', 'new 1']])
    assert.deepEqual(back.complaints, [])
  })

  test('the SDK goes through the change of streams and shows each message once', async t => {
    const live = await open(t)
    const sdk = shownBySdk(t, live, live.lobby)
    await until(() => sdk.room.state === 'open')
    const ids = await sayAll(live, live.lobby, made(3, { cid: 'm' }))
    await until(() => sdk.messages.length === 3)
    await live.application('DELETE', `/v1/rooms/${live.lobby}/stream`)
    await live.application('POST', `/v1/rooms/${live.lobby}/stream`)
    ids.push(...(await sayAll(live, live.lobby, made(3, { cid: 'm' }))))
    await until(() => sdk.messages.length === 6)
    assert.equal(sdk.connections(), 1)

    sdk.cut()
    ids.push(...(await sayAll(live, live.lobby, made(1, { cid: 'last' }))))
    await until(() => sdk.messages.length >= 7)
    assert.deepEqual(
      sdk.messages.map(({ id }) => id),
      ids,
    )
  })
}
