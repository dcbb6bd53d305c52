// What is wrong before anything has begun: one clear line on standard error, exit code 1,
// within seconds, and no stack trace.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const HERE = { BARRAGE_PORT: '0', BARRAGE_ADMIN_PORT: '0', BARRAGE_ARCHIVE_URL: 'memory:' }

/** It ended with exit code 1, having said one thing in one line. */
function saysOneLine(program: Program, line: RegExp): void {
  assert.match(program.err, line)
  assert.equal(program.err.trimEnd().split('\n').length, 1, program.err)
  assert.doesNotMatch(program.err, CLUMSY)
  assert.equal(program.code, 1)
}

async function takenPort(t: TestContext): Promise<string> {
  const server = createServer()
  t.after(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return String(typeof address === 'object' ? address?.port : 0)
}

for (const setting of ['BARRAGE_PORT', 'BARRAGE_ADMIN_PORT']) {
  test(`${setting} that is taken: one line says so`, async t => {
    const port = await takenPort(t)
    const env = { ...HERE, BARRAGE_DATA_FOLDER: scratchFolder(t), [setting]: port }
    const program = await Program.run(t, ['all'], env)
    saysOneLine(program, new RegExp(`^barrage: 127\\.0\\.0\\.1:${port} is taken`))
    await Program.all(t, env.BARRAGE_DATA_FOLDER) // the folder was let go of
  })
}

for (const [what, host] of [
  ['a name that nobody has', 'no-such-host.invalid'],
  ['an address of another machine', '192.0.2.1'],
] as const) {
  test(`to listen on ${what}: one line says so`, async t => {
    const env = { ...HERE, BARRAGE_DATA_FOLDER: scratchFolder(t), BARRAGE_HOST: host }
    saysOneLine(await Program.run(t, ['all'], env), new RegExp(`^barrage: .*${host}`))
  })
}

test('a data folder that cannot be written: one line says so', async t => {
  const file = join(scratchFolder(t), 'file')
  writeFileSync(file, '')
  const folders = [file, join(file, 'below'), '/proc/barrage', '/proc/a/b', '/dev/null/x']
  await Promise.all(
    folders.map(async folder => {
      const program = await Program.run(t, ['all'], { ...HERE, BARRAGE_DATA_FOLDER: folder })
      saysOneLine(program, new RegExp(`^barrage: ${folder}`))
    }),
  )
})

test('keys that somebody broke: one line names the file and what to do', async t => {
  const folder = scratchFolder(t)
  for (const text of ['{', '{"ticket":"short"}', '[]', '']) {
    writeFileSync(join(folder, 'keys.json'), text)
    const program = await Program.run(t, ['all'], { ...HERE, BARRAGE_DATA_FOLDER: folder })
    saysOneLine(program, /^barrage: .*keys\.json does not hold three keys; delete it/)
  }
})

test('two processes on one data folder: the second is told who has it, the first lives', async t => {
  const folder = scratchFolder(t)
  const first = await Program.all(t, folder)
  const second = await Program.run(t, ['all'], { ...HERE, BARRAGE_DATA_FOLDER: folder })
  saysOneLine(second, new RegExp(`^barrage: process ${first.process.pid} uses it already`))
  assert.equal((await fetch(`${first.url}/health/ready`)).status, 200)
})

test('settings that are wrong are told all at once, by name, value and what was expected', async t => {
  const folder = scratchFolder(t)
  const file = join(folder, 'barrage.json')
  writeFileSync(file, '{"port":"high","edge":{"chunks":5},"mode":"fast","__proto__":{"x":1}}')
  const program = await Program.run(t, ['all', '--config', file], {
    BARRAGE_DATA_FOLDER: folder,
    BARRAGE_PORTT: '8080',
    BARRAGE_EDGE_SWEEP_MS: '-5',
    BARRAGE_LOG_LEVEL: 'loud',
    BARRAGE_INGEST_ENGAGE_MS: '1,2',
    BARRAGE_KEYS_OPERATOR: 'short secret',
  })
  const { err } = program
  assert.match(err, /^barrage: the settings are not right:\n/)
  const names = [/port = "high".*port number/, /edge\.chunks.*perhaps edge\.chunk/, /mode = "fast"/]
  const more = [/BARRAGE_PORTT.*perhaps BARRAGE_PORT/, /sweepMs = -5/, /logLevel = "loud"/]
  for (const told of [...names, ...more, /ingest\.engageMs/, /keys\.operator/])
    assert.match(err, told)
  assert.doesNotMatch(err, /short secret/)
  assert.doesNotMatch(err, CLUMSY)
  assert.equal(program.code, 1)
})

test('a settings file that is missing, or no JSON, or a folder, is told', async t => {
  const folder = scratchFolder(t)
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, '{"port":')
  mkdirSync(join(folder, 'folder'))
  for (const file of [broken, join(folder, 'none.json'), join(folder, 'folder')]) {
    const { err, code } = await Program.run(t, ['all', '--config', file])
    assert.ok(err.includes(file), err)
    assert.doesNotMatch(err, CLUMSY)
    assert.equal(code, 1)
  }
})

const ASKED: [what: string, args: string[], code: number, says: RegExp][] = [
  ['an unknown command', ['fly'], 1, /unknown command 'fly'[\s\S]*Commands:/],
  ['an unknown option', ['all', '--fast'], 1, /unknown option '--fast'/],
  ['too many words', ['all', 'of', 'it'], 1, /too many arguments/],
  ['nothing', [], 1, /Commands:/],
  ['play without a file', ['play', '--room', 'r'], 1, /missing required argument 'file'/],
  ['play without a room', ['play', 'x.xml'], 1, /required option '--room <room>'/],
  ['play at no speed', ['play', 'x', '--room', 'r', '--speed', '0'], 1, /a number above 0/],
  ['play at the speed of words', ['play', 'x', '--room', 'r', '--speed', 'fast'], 1, /a number/],
]
for (const [what, args, code, says] of ASKED) {
  test(`${what} is answered with how it is done`, async t => {
    const program = await Program.run(t, args)
    assert.match(program.err, says)
    assert.equal(program.code, code)
  })
}

test('--help of every command says what it does and ends well', async t => {
  const asked = [['--help'], ['all', '--help'], ['play', '--help'], ['config', '--help']]
  for (const { out, err, code } of await Promise.all(asked.map(args => Program.run(t, args)))) {
    assert.match(out, /^Usage: barrage/)
    assert.deepEqual([err, code], ['', 0])
  }
})
