// What the SDK's user sees of connections that break: nothing.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, type Env, type OpenLive, SMALL } from './live.ts'
import { shownBySdk } from './sdk.ts'

const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

export function sdkResume(open: OpenLive): void {
  for (const [size, env] of [
    ['small', SMALL],
    ['big', BIG],
  ] as const) {
    test(`what is said in a ${size} room while the connection is down is shown once`, async t => {
      const { live, sdk } = await watched(t, open, env)
      const ids = await sayAll(live, live.lobby, made(5, { cid: 'before' }))
      await until(() => sdk.messages.length === 5)
      sdk.cut()
      ids.push(...(await sayAll(live, live.lobby, made(100, { cid: 'low' }))))
      ids.push(...(await sayAll(live, live.lobby, made(700, { cid: 'w', priority: 'whitelist' }))))
      ids.push(...(await sayAll(live, live.lobby, made(100, { cid: 'more' }))))
      await until(() => sdk.messages.length >= ids.length)
      assert.deepEqual(sdk.messages.map(({ id }) => id).toSorted(), ids.toSorted())
      assert.equal(sdk.connections(), 2)
    })

    test(`a connection to a ${size} room that breaks again and again loses nothing`, async t => {
      const { live, sdk } = await watched(t, open, env)
      const ids: string[] = []
      for (let cut = 0; cut < 10; cut++) {
        ids.push(...(await sayAll(live, live.lobby, made(20, { cid: `m${cut}` }), 1)))
        sdk.cut()
      }
      ids.push(...(await sayAll(live, live.lobby, made(1, { cid: 'last' }))))
      await until(() => sdk.messages.length >= ids.length)
      assert.deepEqual(sdk.messages.map(({ id }) => id).toSorted(), ids.toSorted())
    })
  }

  test('what was sent as the connection broke is heard once', async t => {
    const { live, sdk } = await watched(t, open, SMALL)
    const ann = await live.enter(live.lobby)
    const sent = ['one', 'two', 'three'].map(text => sdk.room.send(text))
    sdk.cut()
    const answers = await Promise.all(sent)
    await until(() => ann.texts.length >= 3)
    assert.deepEqual(ann.texts.toSorted(), ['one', 'three', 'two'])
    assert.equal(new Set(answers.map(({ id }) => id)).size, 3)
  })
}

async function watched(t: TestContext, open: OpenLive, env: Env) {
  const live = await open(t, env)
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: 50 })
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, WIDE)
  const sdk = shownBySdk(t, live, live.lobby)
  await until(() => sdk.room.state === 'open')
  return { live, sdk }
}
