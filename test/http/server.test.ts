import assert from 'node:assert/strict'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import Type from 'typebox'
import { Fault, type FaultCode } from '../../engine/fault.ts'
import { registerHealth } from '../../http/health.ts'
import { requireKey } from '../../http/keys.ts'
import { makeMetrics, registerMetrics } from '../../http/metrics.ts'
import { registerOpenApi } from '../../http/openapi.ts'
import { sendRefusal } from '../../http/refuse.ts'
import { makeServer } from '../../http/server.ts'
import { until } from '../until.ts'

const logged: string[] = []
const log = pino({ level: 'info' }, { write: line => void logged.push(line) })
const metrics = makeMetrics()
const app = makeServer({ log })
let healthy: boolean | Promise<boolean> = true

before(async () => {
  await registerOpenApi(app, { title: 'Test', description: 'A test' })
  app.register(async routes => {
    const body = Type.Object({ n: Type.Integer({ minimum: 0 }) })
    routes.post('/sum', { schema: { body } }, async () => ({ ok: true }))
    routes.get('/rooms/:room', async request => request.params)
    routes.get('/closed', { onRequest: requireKey('open sesame'.replace(' ', '-')) }, async () => ({
      ok: true,
    }))
    routes.get('/late', (_request, reply) =>
      sendRefusal(reply, { why: 'roomBusy', retryMs: 1_200 }, { room: 'r' }),
    )
    routes.get('/fault/:code', async request => {
      const { code } = request.params as { code: string }
      if (code === 'bug') throw new TypeError('inner workings')
      throw new Fault(code as FaultCode, 'inner workings')
    })
  })
  registerHealth(app, { log: () => healthy })
  registerMetrics(app, metrics)
  await app.ready()
})
after(() => app.close())

const post = (payload: string, type = 'application/json') =>
  app.inject({ method: 'POST', url: '/sum', payload, headers: { 'content-type': type } })

const BAD: [what: string, payload: string, status: number, code: number, detail: RegExp][] = [
  ['broken JSON', '{', 400, 101, /JSON/],
  ['an empty body', '', 400, 101, /empty/],
  ['a wrong type', '{"n":"1"}', 400, 101, /body\.n must be integer/],
  ['a missing field', '{}', 400, 101, /\bn\b/],
  ['out of bounds', '{"n":-1}', 400, 101, /body\.n must be >= 0/],
  ['a list', '[]', 400, 101, /body must be object/],
  ['a poisoned prototype', '{"__proto__":{},"n":1}', 400, 101, /JSON/],
]
for (const [what, payload, status, code, detail] of BAD) {
  test(`${what} is refused, and the detail names it`, async () => {
    const answer = await post(payload)
    assert.equal(answer.statusCode, status)
    assert.equal(answer.json().code, code)
    assert.match(answer.json().detail, detail)
  })
}

test('too large a body is too long, another type cannot be read', async () => {
  const large = await post(`{"n":1,"x":"${'x'.repeat(2_200_000)}"}`)
  assert.deepEqual([large.statusCode, large.json().code], [413, 102])
  assert.equal((await post('n=1', 'text/csv')).json().code, 101)
})

test('an unknown route, and a path that cannot be decoded, get an answer in our words', async () => {
  const unknown = await app.inject('/nowhere')
  assert.deepEqual([unknown.statusCode, unknown.json().code], [404, 603])
  const broken = await app.inject('/rooms/%zz')
  assert.deepEqual([broken.statusCode, broken.json().code], [400, 101])
})

test('a long name reaches its route', async () => {
  const room = 'r'.repeat(200)
  assert.deepEqual((await app.inject(`/rooms/${room}`)).json(), { room })
})

const FAULTS: [thrown: string, status: number, code: number][] = [
  ['log-unavailable', 503, 401],
  ['log-unsure', 503, 402],
  ['store-unavailable', 503, 401],
  ['bad-file', 500, 403],
  ['bug', 500, 403],
]
for (const [thrown, status, code] of FAULTS) {
  test(`${thrown} is ${status}, logged once, and told without its insides`, async () => {
    logged.length = 0
    const answer = await app.inject(`/fault/${thrown}`)
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code])
    assert.doesNotMatch(answer.body, /inner workings/)
    assert.equal(logged.filter(line => line.includes('inner workings')).length, 1)
  })
}

test('a refusal says when to try again, in its body and in the header', async () => {
  const { statusCode, headers, json } = await app.inject('/late')
  assert.deepEqual([statusCode, headers['retry-after']], [429, '2'])
  assert.deepEqual(json(), { code: 202, text: 'the room is too busy', retryMs: 1_200, room: 'r' })
})

for (const given of [undefined, '', 'open-sesame', 'Basic open-sesame', 'Bearer', 'Bearer shut']) {
  test(`the key is not ${JSON.stringify(given)}`, async () => {
    const headers = given === undefined ? {} : { authorization: given }
    const answer = await app.inject({ url: '/closed', headers })
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 505])
  })
}

test('the key opens', async () => {
  const headers = { authorization: 'Bearer open-sesame' }
  assert.equal((await app.inject({ url: '/closed', headers })).statusCode, 200)
})

test('ready follows the checks, live does not', async () => {
  assert.equal((await app.inject('/health/ready')).statusCode, 200)
  for (const state of [false, Promise.reject(new Error('down'))]) {
    healthy = state
    const answer = await app.inject('/health/ready')
    assert.deepEqual(
      [answer.statusCode, answer.json()],
      [503, { ready: false, checks: { log: false } }],
    )
    assert.equal((await app.inject('/health/live')).statusCode, 200)
  }
})

test('what was counted is in the metrics', async () => {
  const count = metrics.counter('refused', 'What was refused', 'why')
  count('tooFast')
  count('tooFast', 2)
  metrics.gauge('viewers', 'Viewers here', () => 7)
  metrics.gauge('gear', 'Gears', () => ({ 'r/danmaku': 3 }), 'lane')
  metrics.histogram('append_ms', 'Appends')(3)
  const { body, headers } = await app.inject('/metrics')
  assert.match(String(headers['content-type']), /text\/plain/)
  assert.match(body, /^barrage_refused_total\{why="tooFast"\} 3$/m)
  assert.match(body, /^barrage_viewers 7$/m)
  assert.match(body, /^barrage_gear\{lane="r\/danmaku"\} 3$/m)
  assert.match(body, /^barrage_append_ms_bucket\{le="5"\} 1$/m)
})

test('the API describes itself, and leaves the machines’ routes out', async () => {
  const { openapi, paths } = (await app.inject('/openapi.json')).json()
  assert.equal(openapi, '3.1.0')
  assert.ok(paths['/sum'].post)
  assert.equal(paths['/metrics'], undefined)
  assert.equal((await app.inject('/docs/')).statusCode, 200)
})

for (const [what, sent] of [
  ['nothing', ''],
  ['half of a head', 'GET /health/live HTTP/1.1\r\nHost:'],
  [
    'half of a body',
    'POST /sum HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  ],
] as const)
  test(`who sends ${what} is told 408 when its time is over, and cut off`, async t => {
    const quick = makeServer({ log, requestMs: 300 })
    t.after(() => quick.close())
    quick.post('/sum', async () => ({ ok: true }))
    await quick.listen({ host: '127.0.0.1', port: 0 })
    const { port } = quick.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1', () => socket.write(sent))
    t.after(() => socket.destroy())
    let told = ''
    socket.on('data', bytes => {
      told += String(bytes)
    })
    await until(() => socket.closed, { what: 'it is cut off' })
    assert.match(told, /^HTTP\/1\.1 408 /)
  })

test('a page of ours may reach edges by WebSocket and by polls, style itself, and nothing else', async () => {
  const policy = String((await app.inject('/health/live')).headers['content-security-policy'])
  assert.match(policy, /connect-src 'self' ws: wss: http: https:/)
  assert.match(policy, /style-src 'self' 'unsafe-inline'/)
  assert.match(policy, /script-src 'self'(;|$)/)
  assert.doesNotMatch(policy, /upgrade-insecure-requests/)
})
