import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { allowOtherPages } from '../../http/cors.ts'
import { makeServer } from '../../http/server.ts'

const app = makeServer({ log: pino({ level: 'silent' }) })
before(async () => {
  allowOtherPages(app)
  app.post('/join', async () => ({ ok: true }))
  await app.ready()
})
after(() => app.close())

test('a page of another origin may ask, and may see when to try again', async () => {
  const { headers, statusCode } = await app.inject({ method: 'POST', url: '/join' })
  assert.equal(statusCode, 200)
  assert.equal(headers['access-control-allow-origin'], '*')
  assert.match(String(headers['access-control-expose-headers']), /retry-after/)
})

test('a browser that asks beforehand is told, and a key is not among what it may send', async () => {
  const asking = { 'access-control-request-method': 'POST', origin: 'https://page.example' }
  const answer = await app.inject({ method: 'OPTIONS', url: '/join', headers: asking })
  assert.equal(answer.statusCode, 204)
  assert.equal(answer.headers['access-control-allow-headers'], 'content-type')
  assert.equal(answer.headers['access-control-allow-credentials'], undefined)
})

test('even a refusal can be read', async () => {
  const { headers, statusCode } = await app.inject('/nowhere')
  assert.equal(statusCode, 404)
  assert.equal(headers['access-control-allow-origin'], '*')
})
