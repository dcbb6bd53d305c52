import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { EdgeId } from '../../engine/ids.ts'
import type { KnownEdge } from '../../engine/ports/edges.ts'
import { EdgeCheck } from '../../room-service/edge-check.ts'
import { edgeReport, upEdges } from '../fixtures/up-edges.ts'

/** An edge that says it is at an address where somebody answers so. */
async function checked(t: TestContext, answer: RequestListener | undefined, asks = true) {
  const { edges, places, clock } = await upEdges([])
  const url = answer ? await serving(t, answer) : 'ws://127.0.0.1:1'
  await edges.register(edgeReport('e1', { url, instance: 'i1' }))
  const unconfirmed: string[] = []
  const told = ({ id }: KnownEdge, why: string) => unconfirmed.push(`${id}: ${why}`)
  const fault = (failure: unknown) => assert.fail(String(failure))
  const check = new EdgeCheck({ edges, places, asks, unconfirmed: told, fault })
  const look = async () => {
    clock.ms += 500
    await check.look()
    return places.heard?.byId.get('e1' as EdgeId)?.state
  }
  return { check, look, unconfirmed, clock }
}

async function serving(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const says =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body))

test('an edge that is found at its address serves', async t => {
  const { look, unconfirmed } = await checked(t, says({ id: 'e1', instance: 'i1' }))
  assert.equal(await look(), 'serving')
  assert.deepEqual(unconfirmed, [])
})

/** [what is at the address, what it says, what is logged] */
const LIES: [what: string, answer: RequestListener | undefined, why: RegExp][] = [
  ['another edge', says({ id: 'e2', instance: 'i1' }), /another edge, "e2"/],
  ['another process', says({ id: 'e1', instance: 'i2' }), /another process/],
  ['something else', says({ hello: 'there' }), /no edge/],
  ['a page', (_, response) => response.end('<html>'), /does not answer/],
  [
    'a way to somewhere else',
    (_, response) => response.writeHead(302, { location: '/v1/elsewhere' }).end(),
    /does not answer/,
  ],
  ['nobody', undefined, /does not answer/],
]
for (const [what, answer, why] of LIES)
  test(`an edge with ${what} at its address gets no rooms, and is told of once`, async t => {
    const { look, unconfirmed } = await checked(t, answer)
    for (let times = 0; times < 3; times++) assert.equal(await look(), 'joining')
    assert.deepEqual(unconfirmed, [])
    for (let times = 0; times < 3; times++) await look()
    assert.equal(unconfirmed.length, 1)
    assert.match(unconfirmed[0] ?? '', why)
  })

test('an edge that starts slowly is found when it is there', async t => {
  let isUp = false
  const { look, unconfirmed } = await checked(t, (request, response) =>
    says(isUp ? { id: 'e1', instance: 'i1' } : {})(request, response),
  )
  assert.equal(await look(), 'joining')
  isUp = true
  assert.equal(await look(), 'serving')
  assert.deepEqual(unconfirmed, [])
})

test('however many look, an edge is asked once at a time', async t => {
  let asked = 0
  const { check, clock } = await checked(t, (request, response) => {
    asked++
    says({})(request, response)
  })
  clock.ms += 500
  await Promise.all([check.look(), check.look(), check.look()])
  assert.equal(asked, 1)
})

test('where room services reach no edge, edges are believed', async t => {
  const { look } = await checked(t, undefined, false)
  assert.equal(await look(), 'serving')
})
