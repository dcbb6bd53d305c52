import assert from 'node:assert/strict'
import { utimesSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type ImportOptions, importRecording } from '../../recordings/import.ts'
import { scratchFile } from '../fixtures/scratch-file.ts'
import { FakeImports } from './fake-imports.ts'

const SAMPLE = 'loadtest/sample.xml'
const CHANGED_AT = new Date('2024-05-01T12:00:00Z')

async function imported(imports: FakeImports, more: Partial<ImportOptions> = {}) {
  const written = { progress: '', result: '' }
  const whole = await importRecording({
    ...{ file: SAMPLE, server: 'http://127.0.0.1:1/', room: 'r', key: 'k', keepPartial: false },
    signal: new AbortController().signal,
    progress: { write: text => (written.progress += text) },
    result: { write: text => (written.result += text) },
    ...{ fetch: imports.fetch, pause: imports.pause },
    ...more,
  })
  return { ...written, whole }
}

function file(t: TestContext, content: string | Uint8Array): string {
  const path = scratchFile(t, content)
  utimesSync(path, CHANGED_AT, CHANGED_AT)
  return path
}

const xml = (...comments: string[]) =>
  `<i>\n${comments.map((text, n) => `<d p="${n},1,25,255,0,0,a${n},1">${text}</d>\n`).join('')}`
const many = (count: number) => `${xml(...Array.from({ length: count }, (_, n) => `m${n}`))}</i>`

test('a recording is begun, sent, and ended with time for its last comment to cross', async () => {
  const imports = new FakeImports()
  const { whole, result, progress } = await imported(imports)
  const steps = [
    'POST /v1/replay/imports',
    'POST /v1/replay/imports/s1/messages',
    'PUT /v1/replay/imports/s1',
  ]
  assert.deepEqual([whole, imports.asked, [...imports.keys]], [true, steps, ['Bearer k']])
  assert.equal(imports.messages.length, 60)
  assert.equal(imports.durationMs, Number(imports.messages.at(-1)?.at) + 10_000)
  assert.match(result, /^60 comments imported into r\nreplay: http:.*\/v1\/replay\/s1\ns1\n$/)
  assert.match(progress, /60 comments, \d+ a second, 100 %\n$/)
})

test('each message says who, when and what, and has a cid of its own', async t => {
  const imports = new FakeImports()
  const path = file(
    t,
    `<i><d p="1.5,5,25,255,0,0,777,1" user="小明">a</d><d p="0.25">b</d>
    <gift ts="2" user="阿岚 with a name that is longer than names may be" giftname="花" giftcount="2"/></i>`,
  )
  await imported(imports, { file: path })
  const [a, b, gift] = imports.messages
  assert.deepEqual(a, {
    ...{ cid: '0', kind: 'danmaku', body: { text: 'a', color: 255, mode: 'top' }, at: 1_500 },
    from: { id: '777', name: '小明' },
  })
  assert.deepEqual([b?.from, b?.cid, b?.at], [{ id: 'guest', name: 'Guest' }, '1', 250])
  assert.match(String(gift?.from.id), /^u-[0-9a-f]{10}$/)
  assert.equal(gift?.from.name, '阿岚 with a name that is l')
  assert.deepEqual([gift?.body.name, gift?.body.count], ['花', 2])
})

test('JSON lines keep their ids for cids, and what else they say', async t => {
  const imports = new FakeImports()
  const line = {
    ...{ id: 'HZMdxxbkFOA', kind: 'vote', priority: 'high', body: { for: 'a' }, at: 7 },
    from: { id: 'u1', name: 'Ann', role: 'member', level: 3 },
  }
  await imported(imports, { file: file(t, `${JSON.stringify(line)}\n`) })
  const { id: cid, ...rest } = line
  assert.deepEqual(imports.messages, [{ ...rest, cid }])
})

test('it began when it is told, or as the file says, or when the file was last changed', async t => {
  const info = '<BililiveRecorderRecordInfo start_time="2020-01-02T03:04:05Z"/>'
  for (const [content, at, openedAt] of [
    [many(1), Date.UTC(2000, 1), Date.UTC(2000, 1)],
    [many(1).replace('<i>', `<i>${info}`), undefined, Date.UTC(2020, 0, 2, 3, 4, 5)],
    [many(1), undefined, CHANGED_AT.getTime()],
  ] as const) {
    const imports = new FakeImports()
    await imported(imports, { file: file(t, content), at })
    assert.deepEqual(imports.begun, { room: 'r', openedAt })
  }
})

test('a long file goes in batches that are numbered, three under way at once', async t => {
  const imports = new FakeImports()
  await imported(imports, { file: file(t, many(9_001)) })
  assert.deepEqual(
    imports.batches
      .map(({ first, messages }) => [first, messages.length])
      .sort((a, b) => Number(a[0]) - Number(b[0])),
    [
      [0, 2_000],
      [2_000, 2_000],
      [4_000, 2_000],
      [6_000, 2_000],
      [8_000, 1_001],
    ],
  )
  assert.equal(imports.mostStoring, 3)
  assert.deepEqual(
    imports.messages.map(({ body }) => body.text),
    Array.from({ length: 9_001 }, (_, n) => `m${n}`),
  )
})

test('a batch is no larger than a request may be', async t => {
  const imports = new FakeImports()
  const body = { text: '字'.repeat(1_000) }
  const line = (n: number) =>
    JSON.stringify({ id: `${n}`, kind: 'own', from: { id: 'a' }, body, at: n })
  const lines = Array.from({ length: 2_000 }, (_, n) => line(n))
  await imported(imports, { file: file(t, lines.join('\n')) })
  assert.equal(imports.messages.length, 2_000)
  const sizes = imports.batches.map(batch => Buffer.byteLength(JSON.stringify(batch)))
  assert.ok(Math.max(...sizes) <= 2_000_000, `${sizes}`)
})

test('an empty recording is a stream in which nothing was said', async t => {
  const imports = new FakeImports()
  const { result } = await imported(imports, { file: file(t, '<i></i>') })
  assert.match(result, /^0 comments imported into r\n.*\ns1\n$/)
  assert.equal(imports.durationMs, 10_000)
})

test('what the server or the reader leaves out is told', async t => {
  const imports = new FakeImports()
  const path = file(t, `${xml('a', 'no', 'no')}<d p="never">?</d><d p="1,7">[]</d></i>`)
  const { result, whole } = await imported(imports, { file: path })
  assert.match(
    result,
    /^1 comments imported into r\n2 refused: 105 .*\n1 of the file left out: unreadable\n1 .*: scripted\n/,
  )
  assert.equal(whole, true)
})

test('a file that breaks off leaves nothing, and the place is told', async t => {
  const imports = new FakeImports()
  const broken = file(t, `${xml('a', 'b')}<d p="2`)
  await assert.rejects(imported(imports, { file: broken }), {
    code: 'bad-file',
    message: /recording, line 4: the file ends in the middle of a tag; nothing was kept$/,
  })
  assert.deepEqual([imports.dropped, imports.durationMs], [true, undefined])
  await assert.rejects(
    imported(new FakeImports(), { file: 'no/such' }),
    /there is no file no\/such/,
  )
})

test('with keepPartial what came before stays, and the answer is false', async t => {
  const imports = new FakeImports()
  const gzip = gzipSync(many(5_000))
  const broken = file(t, gzip.subarray(0, gzip.length - 1_000))
  const { whole, result, progress } = await imported(imports, { file: broken, keepPartial: true })
  const kept = imports.messages.length
  assert.ok(kept > 1_000 && kept < 5_000, `${kept}`)
  assert.deepEqual(
    imports.messages.map(({ body }) => body.text),
    Array.from({ length: kept }, (_, n) => `m${n}`),
  )
  assert.match(
    progress,
    /after byte \d+ of its text: unexpected end of file; what came before was kept/,
  )
  assert.match(result, new RegExp(`^${kept} comments imported into r\n.*\ns1\n$`))
  assert.deepEqual([whole, imports.dropped], [false, false])
})

test('Ctrl-C drops what was sent, or keeps it', async t => {
  for (const keepPartial of [false, true]) {
    const imports = new FakeImports()
    const interrupt = new AbortController()
    const fetch: typeof imports.fetch = async (...asked) => {
      if (imports.batches.length >= 2) interrupt.abort()
      return imports.fetch(...asked)
    }
    const path = file(t, many(60_000))
    const done = imported(imports, { file: path, signal: interrupt.signal, keepPartial, fetch })
    if (keepPartial) assert.equal((await done).whole, false)
    else await assert.rejects(done, /^Fault: interrupted; nothing was kept$/)
    assert.equal(imports.dropped, !keepPartial)
    assert.ok(imports.messages.length < 60_000)
  }
})

test('what may pass a moment later is asked again, and nothing is there twice', async t => {
  const imports = new FakeImports()
  imports.refusals.begin = ['unavailable']
  imports.refusals.add = ['unavailable', 'lost', 'overloaded']
  imports.refusals.end = ['lost']
  const { whole, result } = await imported(imports, { file: file(t, many(4_100)) })
  assert.equal(whole, true)
  assert.match(result, /^4100 comments imported/)
  assert.equal(imports.messages.length, 4_100)
})

test('a server that says no is told in one line, and what was sent is dropped', async t => {
  const imports = new FakeImports()
  imports.refusals.add = ['unknownStream']
  const path = file(t, many(10))
  await assert.rejects(imported(imports, { file: path }), {
    code: 'server-refused',
    message: 'http://127.0.0.1:1/ refuses: no such stream (602)',
  })
  assert.equal(imports.dropped, true)
  const closed = new FakeImports()
  closed.refusals.begin = ['badKey']
  await assert.rejects(imported(closed, { file: path }), /a valid key is needed \(505\)/)
  assert.equal(closed.asked.length, 1)
  const away = { file: path, fetch: globalThis.fetch }
  await assert.rejects(imported(closed, away), /127.0.0.1:1\S* does not answer$/)
})

test('a bad server, room or key is told before anything is asked', async () => {
  for (const [more, told] of [
    [{ server: 'localhost:8080' }, /--server localhost:8080: an address like/],
    [{ room: 'a b' }, /--room a b: /],
    [{ key: '' }, /a key of the application is needed/],
  ] as const) {
    const imports = new FakeImports()
    await assert.rejects(imported(imports, more), told)
    assert.deepEqual(imports.asked, [])
  }
})
