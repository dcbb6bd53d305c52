// Several rooms over one connection, as the SDK's user has them.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Room } from '../../client/room.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { Live, SMALL } from './live.ts'
import { metric } from './metric.ts'
import { type Shown, shownBySdk } from './sdk.ts'

test('a second room comes over the same connection, and each room has its own', async t => {
  const { live, sdk, enter } = await inLobby(t)
  const music = enter('music')
  await until(() => music.room.state === 'open')
  await sayAll(live, 'lobby', made(3, { cid: 'l' }))
  await sayAll(live, 'music', made(3, { cid: 'm' }))
  await sdk.room.send('to the lobby')
  await music.room.send('to the music')
  await until(() => sdk.messages.length === 4 && music.texts().length === 4)
  assert.deepEqual(music.texts(), ['m 0', 'm 1', 'm 2', 'to the music'])
  assert.ok(sdk.messages.every(({ body }) => String(body.text).match(/^l |lobby/)))
  assert.equal(sdk.connections(), 1)
  assert.equal((await music.room.history()).length, 0)
})

test('after a cut every room has what was said meanwhile', async t => {
  const { live, sdk, enter } = await inLobby(t)
  const [music, games] = [enter('music'), enter('games')]
  await until(() => music.room.state === 'open' && games.room.state === 'open')
  sdk.cut()
  for (const [room, cid] of [
    ['lobby', 'l'],
    ['music', 'm'],
    ['games', 'g'],
  ] as const)
    await sayAll(live, room, made(30, { cid }))
  await until(() => sdk.messages.length === 30)
  await until(() => music.texts().length === 30 && games.texts().length === 30)
  assert.equal(sdk.connections(), 2)
})

test('who zaps leaves one room and stays connected in the next', async t => {
  const { live, sdk, enter } = await inLobby(t)
  const music = enter('music')
  await until(() => music.room.state === 'open')
  sdk.room.close()
  assert.equal(sdk.room.state, 'closed')
  const games = enter('games', music.room)
  await until(() => games.room.state === 'open')
  music.room.close()
  await sayAll(live, 'games', made(2, { cid: 'g' }))
  await until(() => games.texts().length === 2)
  const back = enter('lobby', games.room)
  await until(() => back.room.state === 'open')
  games.room.close()
  await back.room.send('back again')
  await until(() => back.texts().length === 1)
  assert.equal(sdk.connections(), 1)
  back.room.close()
  await until(async () => (await metric(live, 'barrage_connections')) === 0)
})

test('a room that was zapped to comes back by itself after a cut', async t => {
  const { live, sdk, enter } = await inLobby(t)
  const music = enter('music')
  await until(() => music.room.state === 'open')
  sdk.room.close()
  sdk.cut()
  await sayAll(live, 'music', made(5, { cid: 'm' }))
  await until(() => music.texts().length === 5)
  assert.equal(sdk.connections(), 2)
})

test('with more rooms than a connection takes, the others have one of their own', async t => {
  const { live, sdk, enter } = await inLobby(t, { BARRAGE_EDGE_ROOMS_PER_CONNECTION: '2' })
  const rooms = ['a', 'b', 'c'].map(name => enter(name))
  await until(() => rooms.every(({ room }) => room.state === 'open'))
  assert.equal(sdk.connections(), 3)
  await sayAll(live, 'c', made(1, { cid: 'c' }))
  await until(() => rooms[2]?.texts().length === 1)
})

async function inLobby(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const live = await Live.start(t, { ...SMALL, ...env })
  const sdk: Shown = shownBySdk(t, live, 'lobby')
  await until(() => sdk.room.state === 'open')
  const enter = (name: string, from: Room = sdk.room) => {
    const room = from.enter(name)
    t.after(() => room.close())
    const texts: string[] = []
    room.on('messages', ({ messages }) => texts.push(...messages.map(({ body }) => `${body.text}`)))
    return { room, texts: () => texts }
  }
  return { live, sdk, enter }
}
