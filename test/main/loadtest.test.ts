// `barrage loadtest` as whoever measures runs it: what it prints and writes, and its exit code.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Result } from '../../loadtest/result.ts'
import { lyingRelay } from '../loadtest/run/lying-relay.ts'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const SHORT = ['--viewers', '20', '--seconds', '2', '--rate', '20']

test('a run is told as lines, as a page and as JSON; two results compare', async t => {
  const folder = scratchFolder(t)
  const server = await Program.all(t, folder)
  const out = join(folder, 'mine')
  const env = { BARRAGE_DATA_FOLDER: folder }
  const args = ['loadtest', 'calm', '--server', server.url, ...SHORT, '--out', `${out}.html`]
  const program = await Program.run(t, args, env)
  assert.equal(program.code, 0, program.err + program.out)
  assert.match(program.out, /calm: 20 viewers, 20\/s, 2 s: good/)
  assert.match(program.out, /20 of 20 have everything; missing 0, doubled 0/)
  assert.doesNotMatch(program.err, CLUMSY)

  const result = JSON.parse(readFileSync(`${out}.json`, 'utf8')) as Result
  assert.deepEqual([result.verdict.void, result.asked.viewers], [[], 20])
  assert.match(readFileSync(`${out}.html`, 'utf8'), /<!doctype html>[\s\S]*<svg/)

  const compared = await Program.run(t, ['loadtest', 'compare', `${out}.json`, `${out}.json`])
  assert.match(compared.out, /latency p99 .* 1\.00×/)
  assert.equal(compared.code, 0)
})

test('a threshold that is not kept is told, and the exit code is 2', async t => {
  const folder = scratchFolder(t)
  const server = await Program.all(t, folder)
  const args = ['loadtest', strict(folder), '--server', server.url]
  const { code, out } = await Program.run(t, args, { BARRAGE_DATA_FOLDER: folder })
  assert.match(out, /not kept: p50Ms is [\d.]+, at most 0\.01 is asked for/)
  assert.equal(code, 2, out)
})

test('a run that was told things twice is void whatever else it crossed: exit code 3', async t => {
  const folder = scratchFolder(t)
  const relay = await lyingRelay(t, frame => (frame.t === 'batch' ? [frame, frame] : [frame]))
  const server = await Program.all(t, folder, { BARRAGE_PUBLIC_URL: relay.url })
  relay.target = server.url
  const args = ['loadtest', strict(folder), '--server', server.url, '--out', join(folder, 'void')]
  const { code, out } = await Program.run(t, args, { BARRAGE_DATA_FOLDER: folder })
  assert.match(out, /void.* live messages that a viewer had already/)
  assert.match(out, /not kept: p50Ms/)
  assert.equal(code, 3, out)
  const result = JSON.parse(readFileSync(join(folder, 'void.json'), 'utf8')) as Result
  assert.ok(result.verdict.void.length > 0 && result.audience.doubled > 0)
})

/** A scenario whose threshold nobody keeps. */
function strict(folder: string): string {
  const file = join(folder, 'strict.ts')
  writeFileSync(
    file,
    `export const scenario = {
      about: 'faster than light',
      usual: { viewers: 5, seconds: 1, rate: 20 },
      gate: [{ measure: 'p50Ms', most: 0.01 }],
    }`,
  )
  return file
}

const ASKED: [what: string, args: string[], code: number, says: RegExp][] = [
  ['no scenario', ['loadtest'], 1, /missing required argument 'scenario'/],
  ['one that there is not', ['loadtest', 'clam'], 1, /no scenario clam: it is one of/],
  [
    'a server that is not there',
    ['loadtest', 'calm', '--server', 'http://127.0.0.1:9'],
    1,
    /does not answer/,
  ],
  ['another machine', ['loadtest', 'calm', '--server', 'http://example.org'], 1, /--yes-really/],
  [
    'a result that is none',
    ['loadtest', 'compare', 'package.json', 'package.json'],
    1,
    /no result of/,
  ],
]
for (const [what, args, code, says] of ASKED)
  test(`to load ${what} is answered in a line`, async t => {
    const env = { BARRAGE_DATA_FOLDER: scratchFolder(t), BARRAGE_KEYS_APPLICATION: 'k'.repeat(32) }
    const program = await Program.run(t, args, env)
    assert.match(program.err, says)
    assert.doesNotMatch(program.err, CLUMSY)
    assert.equal(program.code, code)
  })

test('to kill an edge without saying which is skipped, and said so', async t => {
  const env = { BARRAGE_DATA_FOLDER: scratchFolder(t), BARRAGE_KEYS_APPLICATION: 'k'.repeat(32) }
  const { out, code } = await Program.run(t, ['loadtest', 'edge-kill'], env)
  assert.match(out, /^edge-kill is skipped: .*--edge-pid/)
  assert.equal(code, 0)
})
