// Who was away, or could not take what it was sent, has in the end what those have who stayed.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { parseCursor } from '../../engine/cursor.ts'
import { REFUSALS } from '../../engine/refusal.ts'
import type { JoinAnswer } from '../../engine/wire/frames.ts'
import { until } from '../until.ts'
import { made, sayAll } from './comments.ts'
import { BIG, type Live, type OpenLive, SMALL } from './live.ts'
import { Viewer } from './viewer.ts'

const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]

const LOW_ALONE = new Set([undefined])

export function resume(open: OpenLive): void {
  for (const [size, env] of [
    ['small', SMALL],
    ['big', BIG],
  ] as const) {
    test(`after a cut a viewer of a ${size} room has all that was said meanwhile`, async t => {
      const { live, stayed, away, back } = await cutWhile(await open(t, env), {
        low: 150,
        high: 40,
        whitelist: 10,
      })
      assert.equal(back.welcome.resumed, true)
      await sayAll(live, live.lobby, made(1, { cid: 'after' }))
      await until(() => [stayed, back].every(({ texts }) => texts.includes('after 0')))
      assert.deepEqual(missing(stayed, away, back), [])
      assert.deepEqual(back.complaints, [])
    })

    test(`after a long cut only low is left out in a ${size} room, and it is told`, async t => {
      const { stayed, away, back } = await cutWhile(await open(t, env), {
        low: 1_500,
        high: 700,
        whitelist: 600,
      })
      while (back.pasts.at(-1)?.more) {
        const pasts = back.pasts.length
        back.write({ t: 'fetch', from: back.pasts.at(-1)?.cursor })
        await until(() => back.pasts.length > pasts)
      }
      const lost = missing(stayed, away, back)
      const told = back.pasts.reduce((sum, { withheld }) => sum + (withheld.low ?? 0), 0)
      assert.deepEqual(
        [new Set(lost.map(({ priority }) => priority)), lost.length],
        [LOW_ALONE, told],
      )
      assert.deepEqual(back.complaints, [])
    })
  }
  test('a cursor of numbers that are gone is told so, and given what there is', async t => {
    const live = await open(t, SMALL)
    const ann = await live.enter(live.lobby)
    await sayAll(live, live.lobby, made(3, { cid: 'm' }))
    await until(() => ann.texts.length === 3)
    const back = await Viewer.enter(await live.join(live.lobby), 'gone.7.7.7')
    await back.frame('past')
    assert.deepEqual([back.welcome.resumed, back.texts], [false, ['m 0', 'm 1', 'm 2']])
    assert.deepEqual(back.complaints, [])
  })

  test('a cursor from the future goes on from now', async t => {
    const live = await open(t, SMALL)
    const ann = await live.enter(live.lobby)
    await sayAll(live, live.lobby, made(3, { cid: 'm' }))
    await until(() => ann.texts.length === 3)
    const epoch = parseCursor(ann.cursor)?.epoch
    const back = await Viewer.enter(await live.join(live.lobby), `${epoch}.9.9.9`)
    await sayAll(live, live.lobby, made(1, { cid: 'next' }))
    await until(() => back.texts.length > 0)
    assert.deepEqual([back.texts, back.complaints], [['next 0'], []])
  })

  test('what is no cursor at all is refused, and says why', async t => {
    const live = await open(t, SMALL)
    assert.deepEqual(await refusalOf(await live.join(live.lobby), 'nonsense'), [
      REFUSALS.badCursor.status,
      REFUSALS.badCursor.code,
    ])
  })
}

/** Two viewers; one is cut, all this is said, and it comes back with its cursor. */
async function cutWhile(
  live: Live,
  meanwhile: Readonly<Record<'low' | 'high' | 'whitelist', number>>,
) {
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/settings`, { tickMs: 50 })
  await live.operator('PUT', `/admin/v1/rooms/${live.lobby}/quota`, WIDE)
  const answer = await live.join(live.lobby)
  const [stayed, away] = [await live.enter(live.lobby), await Viewer.enter(answer)]
  await sayAll(live, live.lobby, made(5, { cid: 'before' }))
  await until(() => [stayed, away].every(({ texts }) => texts.length === 5))
  away.socket.terminate()
  await until(() => away.closed)

  const { low, high, whitelist } = meanwhile
  await sayAll(live, live.lobby, made(low / 2, { cid: 'low' }))
  await sayAll(live, live.lobby, made(high, { cid: 'high', priority: 'high' }))
  await sayAll(live, live.lobby, made(whitelist, { cid: 'white', priority: 'whitelist' }))
  await sayAll(live, live.lobby, made(low / 2, { cid: 'more' }))
  await until(() => stayed.texts.length === 5 + low + high + whitelist)
  const back = await Viewer.enter(answer, away.cursor)
  await back.frame('past')
  return { live, stayed, away, back }
}

/** What one has and the other has not, on neither of its connections. */
function missing(stayed: Viewer, ...other: readonly Viewer[]) {
  const has = new Set(other.flatMap(({ messages }) => messages.map(({ id }) => id)))
  return stayed.messages.filter(({ id }) => !has.has(id))
}

async function refusalOf({ edges, room, ticket }: JoinAnswer, cursor: string) {
  const url = `${edges[0]}/v1/rooms/${room}/ws?cursor=${cursor}`
  const socket = new WebSocket(url, ['barrage.v1', `ticket.${ticket}`])
  const [, response] = await once(socket, 'unexpected-response')
  const [bytes] = await once(response, 'data')
  return [response.statusCode, JSON.parse(String(bytes)).code]
}
