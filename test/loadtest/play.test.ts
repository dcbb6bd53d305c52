import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { REFUSALS, type Refusal } from '../../engine/refusal.ts'
import { type PlayOptions, play } from '../../loadtest/play.ts'
import { FakeApplication } from './fake-application.ts'

const SAMPLE = 'loadtest/sample.xml'

/** Plays against the fake; what it wrote, and its answer. */
async function played(application: FakeApplication, more: Partial<PlayOptions> = {}) {
  const written = { progress: '', result: '' }
  const whole = await play({
    ...{ file: SAMPLE, server: 'http://127.0.0.1:1/', room: 'r', key: 'k' },
    ...{ speed: 1, keepOpen: false, signal: new AbortController().signal },
    progress: { write: text => (written.progress += text) },
    result: { write: text => (written.result += text) },
    ...{ now: application.clock, pause: application.pause, fetch: application.fetch },
    random: () => 0.5,
    ...more,
  })
  return { ...written, whole }
}

function comments(t: TestContext, list: { text: string; time: number }[] | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-play-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'comments.json')
  writeFileSync(path, typeof list === 'string' ? list : JSON.stringify(list))
  return path
}

const many = (count: number, time = 0) =>
  Array.from({ length: count }, (_, n) => ({ text: `${n}`, time }))

test('at speed 1 each comment is heard within 50 ms of its own time, in order', async () => {
  const application = new FakeApplication()
  application.tookMs = 12
  const { whole, result } = await played(application)
  const { said, openedAt = 0 } = application
  const times = said.map(({ at }) => at - openedAt)
  assert.deepEqual([whole, said.length], [true, 60])
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
  assert.ok((times.at(-1) ?? 0) > 59_000)
  assert.match(result, /^60 of 60 comments played into r\n.*replay: .*\/v1\/replay\/s1\n$/)
  assert.deepEqual(
    [application.asked[0], application.asked.at(-1), application.keys.size],
    ['POST /v1/rooms/r/stream', 'DELETE /v1/rooms/r/stream', 1],
  )
  assert.deepEqual([...application.keys], ['Bearer k'])
})

test('no comment is early, none is more than 50 ms late, whatever the speed', async t => {
  const list = Array.from({ length: 400 }, (_, n) => ({ text: `${n}`, time: n * 0.037 }))
  for (const speed of [0.5, 1, 10]) {
    const application = new FakeApplication()
    application.tookMs = 20
    await played(application, { file: comments(t, list), speed })
    for (const { at, body } of application.said) {
      const due = ((application.openedAt ?? 0) * speed + Math.round(Number(body.text) * 37)) / speed
      assert.ok(at >= due - 1 && at <= due + 50, `${body.text} at ${at - due} ms, speed ${speed}`)
    }
  }
})

test('a recording that joins a stream under way begins now and leaves it on', async () => {
  const application = new FakeApplication()
  application.openedAt = application.now - 3_600_000
  const began = application.now
  await played(application)
  assert.ok((application.said.at(-1)?.at ?? 0) > began + 59_000)
  assert.ok(!application.asked.includes('DELETE /v1/rooms/r/stream'))
})

test('comments that are due together go together, at most 500 in one request', async t => {
  const application = new FakeApplication()
  await played(application, { file: comments(t, many(1_200)) })
  assert.deepEqual(application.sizes, [500, 500, 200])
  assert.equal(new Set(application.said.map(({ cid }) => cid)).size, 1_200)
})

test('what may pass later is sent again with the same cid, before anything else', async t => {
  const application = new FakeApplication()
  const refuse = (why: Refusal, cid: string) => ({ cid, ...REFUSALS[why], retryMs: 250 })
  application.answers.push(
    messages => ({
      status: 200,
      body: {
        results: messages.map(({ cid }, n) =>
          n === 0 ? refuse('unsure', cid) : n === 1 ? refuse('banned', cid) : { cid, id: cid },
        ),
      },
    }),
    () => ({ status: 503, body: { ...REFUSALS.unavailable, retryMs: 100 } }),
  )
  const { result, whole } = await played(application, { file: comments(t, many(3)) })
  assert.deepEqual(application.sizes, [3, 1, 1])
  assert.deepEqual(
    application.said.map(({ body }) => body.text),
    ['0'],
  )
  assert.match(result, /2 of 3 comments played.*\n1 refused: 304 this cannot be said here\n/)
  assert.equal(whole, true)
})

test('a server that stays away is given up on with one line, and so is a wrong key', async () => {
  const away = new FakeApplication()
  const nobody = () => ({ status: 502, body: undefined })
  away.answers.push(...Array.from({ length: 40 }, () => nobody))
  await assert.rejects(played(away), {
    code: 'server-refused',
    message: /refuses: not taken.*502 \(401\)/,
  })
  assert.equal(away.asked.at(-1), 'DELETE /v1/rooms/r/stream')

  const closed = new FakeApplication()
  const badKey = { status: 401, json: async () => REFUSALS.badKey, ok: false }
  const told = { code: 'server-refused', message: /refuses: a valid key is needed \(505\)/ }
  await assert.rejects(played(closed, { fetch: async () => badKey }), told)
  await assert.rejects(played(closed, { fetch: globalThis.fetch }), /127.0.0.1:1.*does not answer$/)
})

test('a bad server, room, speed, key or file is told before anything is asked', async t => {
  const bad: [Partial<PlayOptions>, RegExp][] = [
    [{ server: 'localhost:8080' }, /--server localhost:8080: an address like/],
    [{ server: 'ws://x' }, /--server/],
    [{ room: '../r' }, /--room ..\/r: a room name is/],
    [{ speed: 0 }, /--speed 0/],
    [{ speed: Number.NaN }, /--speed NaN/],
    [{ key: '' }, /a key of the application is needed/],
    [{ file: 'no/such.xml' }, /there is no file/],
    [{ file: comments(t, '{"text":1}') }, /neither Bilibili XML/],
  ]
  for (const [options, message] of bad) {
    const application = new FakeApplication()
    await assert.rejects(played(application, options), { name: 'Fault', message })
    assert.deepEqual(application.asked, [])
  }
})

test('a broken file is played up to where it breaks, says the line, and is not whole', async t => {
  const application = new FakeApplication()
  const file = comments(t, '[{"text":"a","time":1},\n{"text":"b"')
  const { whole, result } = await played(application, { file })
  assert.deepEqual([whole, application.said.length], [false, 1])
  assert.match(result, /the file is broken: .*line 2/)
})

test('an interrupt ends it early and closes the stream it opened', async () => {
  const application = new FakeApplication()
  const interrupt = new AbortController()
  const pause = async (ms: number) => {
    if (application.said.length >= 10) interrupt.abort()
    await application.pause(ms)
  }
  const { whole, result } = await played(application, { signal: interrupt.signal, pause })
  assert.deepEqual([whole, application.said.length], [false, 10])
  assert.equal(application.asked.at(-1), 'DELETE /v1/rooms/r/stream')
  assert.match(result, /interrupted/)
})

test('--keep-open leaves the stream on', async () => {
  const application = new FakeApplication()
  await played(application, { keepOpen: true, speed: 1_000 })
  assert.ok(!application.asked.includes('DELETE /v1/rooms/r/stream'))
})

test('who speaks is who the file names, or one of a small cast', async t => {
  const named = new FakeApplication()
  await played(named)
  assert.ok(named.said.every(({ from }) => /^[0-9a-f]{8}$/.test(from.id) && from.name.length <= 24))
  const cast = new FakeApplication()
  await played(cast, { file: comments(t, many(500)) })
  const ids = new Set(cast.said.map(({ from }) => from.id))
  assert.ok(ids.size > 20 && ids.size < 60)
})

test('what equals its default is not sent', async () => {
  const application = new FakeApplication()
  await played(application, { speed: 1_000 })
  const plain = application.said.filter(({ body }) => Object.keys(body).length === 1)
  assert.ok(plain.length > 10)
  assert.ok(application.said.every(({ body }) => body.mode !== 'scroll' && body.size !== 25))
})
