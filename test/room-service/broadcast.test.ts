import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { until } from '../until.ts'
import { APPLICATION_KEY, OPERATOR_KEY, type Served, serve } from './served.ts'

let served: Served
beforeEach(async () => {
  await served?.close()
  served = await serve({}, [
    ['e1', 0],
    ['e2', 0],
  ])
})
after(() => served.close())

const body = { text: 'in ten minutes' }
const broadcast = (asked: object, key: string | undefined = APPLICATION_KEY) =>
  served.as(key, 'POST', '/v1/broadcast', asked)

test('every edge is told once, with who says it and over how long', async () => {
  const { status, body: answer } = await broadcast({ cid: 'c1', body, spreadMs: 60_000 })
  assert.deepEqual([status, answer], [200, { cid: 'c1', edges: 2, spreadMs: 60_000 }])
  await until(() => served.ordered.length === 1)
  const said = { cid: 'c1', kind: 'notice', body, from: { id: 'system', name: 'System' } }
  const from = served.clock.ms
  assert.deepEqual(served.ordered, [{ type: 'broadcast', said, from, spreadMs: 60_000 }])
})

test('what is left out is made up: a cid, and the usual time', async () => {
  const from = { id: 'shop', name: ' Shop ' }
  const { body: answer } = await broadcast({ body, from, priority: 'high' })
  assert.match(answer.cid, /^[\x21-\x7e]{1,32}$/)
  assert.equal(answer.spreadMs, 5_000)
  await until(() => served.ordered.length === 1)
  const [order] = served.ordered
  assert.ok(order?.type === 'broadcast')
  assert.deepEqual([order.said.from.name, order.said.priority], ['Shop', 'high'])
})

test('only the application may, and so often', async () => {
  for (const key of [undefined, OPERATOR_KEY])
    assert.equal((await served.as(key, 'POST', '/v1/broadcast', { body })).status, 401)
  await broadcast({ body })
  await broadcast({ body })
  const { status, body: no } = await broadcast({ body })
  assert.deepEqual([status, no.code], [429, 201])
  assert.equal(no.retryMs, 30_000)
  served.clock.ms += 30_000
  assert.equal((await broadcast({ body })).status, 200)
})

for (const [what, asked, code] of [
  ['no body', {}, 101],
  ['a body that is none', { body: 'hello' }, 101],
  ['nothing to show', { body: { text: ' ' } }, 105],
  ['a text that is too long', { body: { text: 'x'.repeat(501) } }, 102],
  ['a kind that is none', { body, kind: 'Nö' }, 108],
  ['a cid with a space', { body, cid: 'a b' }, 107],
  ['a sender without an id', { body, from: { id: '..', name: 'x' } }, 108],
  ['a sender without a name', { body, from: { id: 'x', name: '\u0000' } }, 105],
  ['more time than stores remember', { body, spreadMs: 300_001 }, 101],
  ['time that goes back', { body, spreadMs: -1 }, 101],
  ['a priority that is none', { body, priority: 'top' }, 101],
  ['more than a request may hold', { body: { text: 'x'.repeat(2_000_000) } }, 102],
] as const)
  test(`${what} is refused, and told to nobody`, async () => {
    const { status, body: no } = await broadcast(asked)
    assert.ok(status >= 400 && status < 500, `${status}`)
    assert.equal(no.code, code)
    assert.equal(served.ordered.length, 0)
  })
