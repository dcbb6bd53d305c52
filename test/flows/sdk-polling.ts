// What the SDK's user sees of a network that lets no WebSocket through: nothing.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { WebSocket } from 'ws'
import { type ConnectOptions, connect, type Room } from '../../client/room.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { type Live, type OpenLive, SMALL } from './live.ts'
import { OfficeProxy } from './office-proxy.ts'
import { roomBeside } from './room-beside.ts'

const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

export function sdkPolling(open: OpenLive): void {
  test('where WebSockets are refused the SDK polls, and everything is as it was', async t => {
    const { live, proxy, enter } = await behindProxy(t, open)
    proxy.upgrades = 'refuse'
    const { room, texts, transports } = enter()
    await until(() => room.state === 'open')
    assert.deepEqual([room.transport, transports], ['polling', ['polling']])
    await sayAll(live, live.lobby, made(20, { cid: 'm' }))
    const { id } = await room.send('by post')
    assert.equal(id.length, 11)
    await until(() => texts().length === 21)
    assert.equal((await room.history()).length, 0)
  })

  test('without a WebSocket class the SDK polls', async t => {
    const { live, proxy, enter } = await behindProxy(t, open)
    const { room, texts } = enter({ WebSocket: false })
    await until(() => room.state === 'open')
    await sayAll(live, live.lobby, made(5, { cid: 'm' }))
    await until(() => texts().length === 5)
    assert.equal(proxy.count('UPGRADE'), 0)
    room.close()
    await until(async () => (await connectionsIn(live)) === 0)
  })

  test('from WebSocket to polls and up again each message is shown once', async t => {
    const { live, proxy, enter, changeNetwork } = await behindProxy(t, open)
    const { room, texts, transports } = enter()
    await until(() => room.transport === 'websocket' && room.state === 'open')
    const say = (cid: string) => sayAll(live, live.lobby, made(40, { cid }), 4)
    await say('first')
    proxy.upgrades = 'refuse'
    proxy.cutAll()
    await say('second')
    await until(() => transports.at(-1) === 'polling')
    const sent = room.send('between')
    await say('third')
    proxy.upgrades = 'pass'
    changeNetwork()
    await say('fourth')
    await until(() => transports.at(-1) === 'websocket')
    await sent
    await say('fifth')
    const everything = ['first', 'second', 'third', 'fourth', 'fifth'].flatMap(textsOf)
    await until(() => texts().length >= everything.length + 1)
    assert.deepEqual(texts().toSorted(), ['between', ...everything].toSorted())
    assert.deepEqual(transports, ['websocket', 'polling', 'websocket'])
    await until(async () => (await connectionsIn(live)) === 1)
  })

  test('rooms that share their polls climb together', async t => {
    const { live, proxy, enter, changeNetwork } = await behindProxy(t, open)
    proxy.upgrades = 'refuse'
    const { room, transports, edge } = enter()
    await until(() => room.state === 'open')
    const { room: name } = await roomBeside(live, edge())
    await live.operator('PUT', `/admin/v1/rooms/${name}/quota`, WIDE)
    const music = room.enter(name)
    t.after(() => music.close())
    const { texts } = kept(music)
    await until(() => music.state === 'open')
    await sayAll(live, name, made(20, { cid: 'first' }))
    proxy.upgrades = 'pass'
    changeNetwork()
    await sayAll(live, name, made(20, { cid: 'second' }), 1)
    await until(() => transports.at(-1) === 'websocket')
    await music.send('up')
    await sayAll(live, name, made(20, { cid: 'third' }))
    await until(() => texts().length >= 61)
    const said = ['first', 'second', 'third'].flatMap(cid => textsOf(cid).slice(0, 20))
    assert.deepEqual(texts().toSorted(), ['up', ...said].toSorted())
    assert.equal(proxy.count(`UPGRADE /v1/rooms/${name}`), 0)
  })

  test('a climb that fails leaves the polls as they are', async t => {
    const { live, proxy, enter, changeNetwork } = await behindProxy(t, open)
    proxy.upgrades = 'refuse'
    const { room, texts } = enter()
    await until(() => room.state === 'open')
    const before = proxy.count('UPGRADE')
    changeNetwork()
    await until(() => proxy.count('UPGRADE') > before)
    await sayAll(live, live.lobby, made(5, { cid: 'm' }))
    await until(() => texts().length === 5)
    assert.deepEqual([room.state, room.transport], ['open', 'polling'])
  })

  test('answers that are lost on their way cost nothing and double nothing', async t => {
    const { live, proxy, enter } = await behindProxy(t, open)
    const asked = { 'poll?session': 0, send: 0 }
    proxy.loses = path => {
      const kind = path.includes('/send') ? 'send' : 'poll?session'
      return path.includes(kind) && asked[kind]++ % 2 === 0
    }
    const { room, texts } = enter({ WebSocket: false })
    await until(() => room.state === 'open')
    for (const word of ['one', 'two']) await room.send(word)
    await until(() => texts().length === 2)
    const rounds = ['a', 'b', 'c', 'd'] // however slow it is, each takes a poll
    for (const [n, cid] of rounds.entries()) {
      await sayAll(live, live.lobby, made(10, { cid }), 1)
      await until(() => texts().length >= 2 + (n + 1) * 10)
    }
    assert.deepEqual(texts(), [
      ...['one', 'two'],
      ...rounds.flatMap(cid => textsOf(cid).slice(0, 10)),
    ])
    assert.ok(asked.send >= 4 && asked['poll?session'] >= 4)
  })

  test('a poller whose session the edge forgot comes back at its cursor', async t => {
    const { live, proxy, enter } = await behindProxy(t, open)
    const { room, texts, edge } = enter({ WebSocket: false })
    await until(() => room.state === 'open')
    await sayAll(live, live.lobby, made(5, { cid: 'm' }))
    await until(() => texts().length === 5)
    const { ticket = '' } = room
    const other = `${edge().replace(/^ws/, 'http')}/v1/rooms/${live.lobby}/poll?ticket=${ticket}&waitMs=0`
    for (let n = 0; n < 4; n++) await fetch(other) // the fifth of one viewer: the first is displaced
    await sayAll(live, live.lobby, made(5, { cid: 'more' }))
    await until(() => texts().length === 10)
    assert.ok(proxy.count('poll?ticket') >= 2)
  })

  test('a network that changes cuts a back-off short', async t => {
    const { proxy, enter, changeNetwork } = await behindProxy(t, open)
    const { room } = enter({ random: () => 0.999 })
    await until(() => room.state === 'open')
    proxy.cutAll()
    await until(() => room.state === 'waiting')
    changeNetwork()
    await until(() => room.state === 'open', { withinMs: 5_000 })
  })
}

/** Whoever comes goes through an office's proxy. */
async function behindProxy(t: TestContext, open: OpenLive) {
  const proxy = await OfficeProxy.start(t)
  class Proxied extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(proxy.through(url), protocols)
    }
  }
  const live = await open(t, SMALL)
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, WIDE)
  const networks: (() => void)[] = []
  const enter = (more: Partial<ConnectOptions> = {}) => {
    const room = connect({
      ...{ server: live.barrage.url, room: live.lobby, WebSocket: Proxied, random: () => 0 },
      fetch: (url, how) => fetch(proxy.through(url), how),
      networkChanges: listener => {
        networks.push(listener)
        return () => {}
      },
      ...more,
    })
    t.after(() => room.close())
    return { room, ...kept(room) }
  }
  const changeNetwork = () => {
    for (const changed of networks) changed()
  }
  return { live, proxy, enter, changeNetwork }
}

async function connectionsIn(live: Live): Promise<number> {
  type View = { readonly members: { readonly connections: number } }
  const { body } = await live.operator<View>('GET', `/admin/v1/rooms/${live.lobby}`)
  return body.members.connections
}

function kept(room: Room) {
  let edge = ''
  room.on('joined', ({ edges }) => {
    edge = edges[0] ?? ''
  })
  const shown: string[] = []
  const transports: string[] = []
  room.on('messages', ({ messages }) =>
    shown.push(...messages.map(({ body }) => String(body.text))),
  )
  room.on('transport', transport => transports.push(transport))
  return { texts: () => shown, transports, edge: () => edge }
}

function textsOf(cid: string): string[] {
  return made(40, { cid }).map(({ body }) => String(body.text))
}
