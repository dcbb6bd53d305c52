import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { httpLoad } from '../../../loadtest/run/http-load.ts'

const LOAD = { name: 'n', method: 'GET', perSecond: 40, fromSecond: 0, forSeconds: 1 } as const
const SEGMENTS = {
  url: '/v1/replay/s/{from}-{to}?g={generation}',
  rows: [
    [0, 9, 3, 1],
    [9, 18, 4, 1],
  ],
}

/** Answers the manifest, and counts what else it is asked for. */
async function serving(t: { after(fn: () => void): void }, manifest: object | undefined) {
  const asked = new Set<string>()
  const server = createServer((request, response) => {
    asked.add(`${request.method} ${request.url}`)
    const isManifest = request.url === '/v1/replay/s'
    response.statusCode = isManifest && !manifest ? 404 : 200
    response.end(JSON.stringify(isManifest ? manifest : {}))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  t.after(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { asked, place: { server: `http://127.0.0.1:${port}`, room: 'r', stream: 's' } }
}

test('asks at its rate for each segment that the manifest names', async t => {
  const { asked, place } = await serving(t, { segments: SEGMENTS })
  const told = await httpLoad({ ...LOAD, path: '{segment}' }, place)
  assert.deepEqual([told.asked, told.failed], [40, 0])
  assert.ok(told.answered >= 30, `${told.answered}`)
  assert.deepEqual([...asked].toSorted(), [
    'GET /v1/replay/s',
    'GET /v1/replay/s/0-9?g=3',
    'GET /v1/replay/s/9-18?g=4',
  ])
})

test('a stream without segments is asked for its manifest, and what fails is counted', async t => {
  const { asked, place } = await serving(t, undefined)
  const told = await httpLoad({ ...LOAD, path: '{segment}' }, place)
  assert.deepEqual([...asked], ['GET /v1/replay/s'])
  assert.equal(told.answered, 0)
  assert.ok(told.failed >= 30, `${told.failed}`)
})

test('room and stream are filled in, and a body is JSON', async t => {
  const { asked, place } = await serving(t, undefined)
  await httpLoad({ ...LOAD, method: 'POST', path: '/v1/rooms/{room}/{stream}', body: {} }, place)
  assert.deepEqual([...asked], ['POST /v1/rooms/r/s'])
})
