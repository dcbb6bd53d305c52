import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Asked, loadConfig } from '../../config/load.ts'
import { describeMistake, type Mistake } from '../../config/mistake.ts'
import type { Config } from '../../config/schema.ts'

const KEYS = { ticket: 't'.repeat(32), application: 'a'.repeat(32), operator: 'o'.repeat(32) }
const folder = mkdtempSync(join(tmpdir(), 'barrage-config-'))
let files = 0

function file(content: unknown): string {
  const path = join(folder, `${files++}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function config(asked: Partial<Asked>): Config {
  const loaded = loadConfig({ role: 'all', env: {}, ...asked })
  assert.ok('config' in loaded, JSON.stringify(loaded))
  return loaded.config
}

function mistakes(asked: Partial<Asked>): readonly Mistake[] {
  const loaded = loadConfig({ role: 'all', env: {}, ...asked })
  assert.ok('mistakes' in loaded, 'mistakes are found')
  return loaded.mistakes
}

test('nothing said, the defaults hold', () => {
  const { port, edge, ingest, archive } = config({})
  assert.equal(port, 8080)
  assert.equal(edge.heartbeatMs, 10_000)
  assert.deepEqual(ingest.engageMs, [500, 2_000, 5_000])
  assert.equal(archive.url, 'pglite:')
})

test('the file is over the defaults, the environment over the file', () => {
  const path = file({ port: 1, 'edge.chunk': 2, edge: { heartbeatMs: 300 } })
  const { port, edge } = config({ file: path, env: { BARRAGE_PORT: '3' } })
  assert.deepEqual([port, edge.chunk, edge.heartbeatMs], [3, 2, 300])
})

test('BARRAGE_CONFIG names the file, and an empty variable says nothing', () => {
  const path = file({ port: 1 })
  assert.equal(config({ env: { BARRAGE_CONFIG: path, BARRAGE_PORT: '' } }).port, 1)
})

test('the environment gives every type', () => {
  const { ingest, guests, mode, publicUrl } = config({
    env: {
      BARRAGE_INGEST_ENGAGE_MS: '1,2,3',
      BARRAGE_GUESTS_ALLOWED: 'false',
      BARRAGE_MODE: 'development',
      BARRAGE_PUBLIC_URL: 'wss://live.example',
      PATH: '/bin',
    },
  })
  assert.deepEqual(ingest.engageMs, [1, 2, 3])
  assert.deepEqual([guests.allowed, mode], [false, 'development'])
  assert.equal(publicUrl, 'wss://live.example')
})

test('production has defaults of its own, and can be told otherwise', () => {
  const production = config({ file: file({ mode: 'production', keys: KEYS }) })
  assert.deepEqual([production.guests.allowed, production.rooms.openedBy], [false, 'application'])
  const open = config({ file: file({ mode: 'production', keys: KEYS, guests: { allowed: true } }) })
  assert.equal(open.guests.allowed, true)
})

const WRONG: [what: string, asked: Partial<Asked>, told: RegExp[]][] = [
  [
    'a word for a number',
    { env: { BARRAGE_PORT: 'http' } },
    [/port = "http" \(BARRAGE_PORT\): expected a port/],
  ],
  ['a blank for a number', { env: { BARRAGE_PORT: ' ' } }, [/port = " "/]],
  ['a number with a tail', { env: { BARRAGE_PORT: '80a' } }, [/port = "80a"/]],
  ['beyond the bounds', { env: { BARRAGE_PORT: '65536' } }, [/port = 65536/]],
  ['half a millisecond', { env: { BARRAGE_SHUTDOWN_MS: '0.5' } }, [/shutdownMs = 0.5/]],
  ['neither true nor false', { env: { BARRAGE_GUESTS_ALLOWED: 'yes' } }, [/true or false/]],
  ['two numbers of three', { env: { BARRAGE_INGEST_ENGAGE_MS: '1,2' } }, [/\[1,2\].*three times/]],
  ['an unknown driver', { env: { BARRAGE_LOG_URL: 'sqs:' } }, [/log.url = "sqs:".*memory:/]],
  ['a short key', { env: { BARRAGE_KEYS_TICKET: 'abc' } }, [/^keys.ticket \(.*at least 32/]],
  [
    'a slip in a variable',
    { env: { BARRAGE_EDGE_HARTBEAT_MS: '1' } },
    [/perhaps BARRAGE_EDGE_HEARTBEAT_MS/],
  ],
  ['a slip in a file', { file: file({ edge: { chnk: 1 } }) }, [/edge.chnk .*perhaps edge.chunk/]],
  ['a name like no other', { file: file({ colour: 'red' }) }, [/colour .*docs\/settings.md/]],
  [
    'a setting given twice',
    { file: file({ 'edge.chunk': 1, edge: { chunk: 2 } }) },
    [/given once/],
  ],
  ['null', { file: file({ port: null }) }, [/port = null/]],
  ['a group given as a value', { file: file({ edge: 5 }) }, [/^edge /]],
  ['a file that is none', { file: join(folder, 'none') }, [/a file that can be read/]],
  ['a file that is not JSON', { file: file('{') }, [/JSON: /]],
  ['a file that is a list', { file: file([]) }, [/a JSON object/]],
]

for (const [what, asked, told] of WRONG) {
  test(`${what} is told`, () => {
    const lines = mistakes(asked).map(describeMistake)
    assert.equal(lines.length, told.length, lines.join('\n'))
    for (const [index, pattern] of told.entries()) assert.match(lines[index] ?? '', pattern)
  })
}

test('all mistakes are told at once, wherever they are', () => {
  const lines = mistakes({
    file: file({ port: 'x', edge: { chunk: 0, hertbeatMs: 1 } }),
    env: { BARRAGE_MODE: 'test', BARRAGE_INGEST_REWIND_MS: '700000' },
  }).map(({ name }) => name)
  assert.deepEqual(lines.sort(), [
    'edge.chunk',
    'edge.hertbeatMs',
    'ingest.rewindMs',
    'mode',
    'port',
  ])
})

test('a secret is not repeated in the mistake', () => {
  const told = mistakes({ env: { BARRAGE_KEYS_OPERATOR: 'hush' } })
  assert.doesNotMatch(JSON.stringify(told), /hush/)
})
