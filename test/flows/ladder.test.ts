// The steps of the degradation ladder, one after the other, as a viewer meets them. An operator
// puts the room on each: what strain does is told in the edge's own tests.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { WireMessage } from '../../engine/wire/message.ts'
import { until } from '../until.ts'
import { BIG, Live } from './live.ts'
import { metric } from './metric.ts'

const TICK_MS = 200

test('likes are told as one and the same text as "+N", and every number is accounted for', async t => {
  const { live, ann, step } = await opened(t)
  await step(2)
  const { body } = await say(live, 'a', [
    ...['哈哈', '哈哈', '别的', '哈哈'].map(text => ({ body: { text } })),
    ...[2, 3].map(count => ({ kind: 'like', body: { count } })),
  ])
  assert.ok(body)
  await until(() => standsFor(ann.messages) === 6)
  const told = ann.batches.flatMap(({ messages }) => messages)
  assert.equal(sum(told.map(({ body }) => Number(body.count ?? 0))), 5)
  const withheld = sum(ann.batches.map(({ withheld }) => withheld.low ?? 0))
  assert.equal(withheld, 6 - told.length)
  assert.ok(told.length < 6)
  assert.equal(await metric(live, 'barrage_merged_total'), withheld)
  const ofRoom = 'barrage_room_messages_total{room="lobby",priority="low",what='
  assert.equal(await metric(live, `${ofRoom}"shown"}`), told.length)
  assert.equal(await metric(live, `${ofRoom}"withheld"}`), withheld)
  assert.equal(await metric(live, `${ofRoom}"stored"}`), 6)
  assert.ok((await metric(live, 'barrage_room_tick_ms_total{room="lobby"}')) > 0)
  assert.deepEqual(ann.complaints, [])
})

test('frames come further apart, viewers are asked to speak less, and it is told at every place', async t => {
  const { live, ann, step } = await opened(t)
  await step(6)
  assert.deepEqual([ann.rooms.at(-1)?.slowMs, ann.tickMs], [5_000, 2_000])
  const { welcome } = await live.enter('lobby')
  assert.deepEqual([welcome.ladder, welcome.slowMs, welcome.tickMs], [6, 5_000, 2_000])
  assert.equal(await metric(live, 'barrage_ladder_rooms{step="slow"}'), 1)
  const ladder = async () => (await live.operator<Seen>('GET', '/admin/v1/rooms/lobby')).body.ladder
  await until(async () => (await ladder()) === 6)
  const { body } = await live.operator<{ edges: SeenEdge[] }>('GET', '/admin/v1/edges')
  assert.deepEqual(body.edges[0]?.load.ladder, { step: 0, rooms: { lobby: 6 } })

  await step(0)
  assert.deepEqual([ann.rooms.at(-1)?.slowMs, ann.tickMs], [0, TICK_MS])
  assert.equal((await live.enter('lobby')).welcome.ladder, undefined)
  assert.equal(await metric(live, 'barrage_ladder_rooms{step="slow"}'), 0)
})

test('nobody is told who enters from the fifth step on', async t => {
  const { live, ann, step } = await opened(t, {
    BARRAGE_ENTERING_ALL_BELOW: '50',
    BARRAGE_ENTERING_SAMPLED_BELOW: '50',
  })
  await step(5)
  await live.enter('lobby', { name: 'Bob' })
  await step(0)
  await live.enter('lobby', { name: 'Cleo' })
  const entered = () => ann.messages.filter(({ kind }) => kind === 'enter')
  await until(() => entered().some(({ from }) => from.name === 'Cleo'))
  assert.ok(!entered().some(({ from }) => from.name === 'Bob'))
})

type Seen = { readonly ladder: number }
type SeenEdge = { readonly load: { readonly ladder?: object } }

async function opened(t: TestContext, env: Record<string, string> = {}) {
  const live = await Live.start(t, { ...BIG, ...env })
  const ann = await live.enter('lobby')
  const settings = (change: object) =>
    live.operator('PUT', '/admin/v1/rooms/lobby/settings', change)
  await settings({ tickMs: TICK_MS })
  await until(() => ann.tickMs === TICK_MS)

  /** Puts the room on a step, and waits until its viewers have been told. */
  async function step(ladder: number): Promise<void> {
    assert.equal((await settings({ ladder })).status, 200)
    await until(() => ann.rooms.at(-1)?.ladder === ladder)
  }
  return { live, ann, step }
}

/** As the application's server, all at once. */
function say(live: Live, who: string, said: readonly { kind?: string; body: object }[]) {
  const messages = said.map((one, n) => ({
    ...{ kind: 'danmaku', cid: `${who}-${n}`, from: { id: `v${n}`, name: `v${n}` } },
    ...one,
  }))
  return live.application('POST', '/v1/rooms/lobby/messages', { messages })
}

function standsFor(messages: readonly WireMessage[]): number {
  return sum(messages.map(({ plus = 0 }) => 1 + plus))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
