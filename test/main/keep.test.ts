// What was acknowledged is kept: after a signal in the middle of talking, everything is in
// the archive on disk when the program starts again; after kill -9 everything that had been
// archived is.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const ON_DISK = { BARRAGE_ARCHIVE_URL: 'pglite:', BARRAGE_ROOMS_PER_GUEST: '100' }
/** PGlite takes seconds to start on a busy machine. */
const ARCHIVE_MS = 20_000

/** A few people say a few things at once; the stream, and the texts that were acknowledged. */
async function talk(program: Program, room: string) {
  const viewers = await Promise.all([1, 2, 3, 4].map(() => program.enter(room)))
  const said = viewers.flatMap((viewer, who) =>
    [1, 2, 3, 4].map(async n => {
      const text = `${room}: ${who} says ${n}`
      const { t } = await viewer.say({ text })
      assert.equal(t, 'ok')
      return text
    }),
  )
  const stream = String(viewers[0]?.welcome.stream)
  return { stream, texts: (await Promise.all(said)).sort(), viewers }
}

/** The last words of everybody, acknowledged a moment before the end. */
async function oneMore(viewers: readonly Viewer[]): Promise<string[]> {
  return Promise.all(
    viewers.map(async ({ welcome }, who) => {
      const text = `last words of ${who} in ${welcome.room}`
      assert.equal((await (viewers[who] as Viewer).say({ text })).t, 'ok')
      return text
    }),
  )
}

/** What the archive plays of a stream. */
async function replayed(program: Program, stream: string): Promise<string[]> {
  const url = `${program.url}/v1/replay/${stream}/comments?format=dplayer`
  const answered = async () => {
    const response = await fetch(url)
    return response.status === 503 ? undefined : response
  }
  const response = await until(answered, { withinMs: ARCHIVE_MS, what: 'the archive answers' })
  if (response.status === 404) return [] // nothing of it has been archived yet
  const { data } = (await response.json()) as { data: [number, number, number, string, string][] }
  return data.map(one => one[4]).sort()
}

test('what was said is in the archive after SIGTERM and after kill -9', async t => {
  const folder = scratchFolder(t)
  const heard = new Map<string, string[]>()
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const program = await Program.all(t, folder, ON_DISK)
    const { stream, texts, viewers } = await talk(program, `room-${signal}`)
    heard.set(stream, texts)
    await until(async () => (await replayed(program, stream)).length === texts.length, {
      withinMs: ARCHIVE_MS,
      what: 'it is archived',
    })
    if (signal !== 'SIGKILL') texts.push(...(await oneMore(viewers)))
    const asked = performance.now()
    program.kill(signal)
    await program.end()
    if (signal === 'SIGKILL') continue
    assert.equal(program.code, 0, program.err)
    assert.ok(performance.now() - asked < 10_000)
    assert.doesNotMatch(program.err, CLUMSY)
    for (const { closed } of viewers) assert.equal(closed?.code, 4001)
  }
  const program = await Program.all(t, folder, ON_DISK)
  for (const [stream, texts] of heard)
    assert.deepEqual(await replayed(program, stream), texts.sort())
  const [ended] = heard.keys()
  const manifest = await (await fetch(`${program.url}/v1/replay/${ended}`)).json()
  const { whole, live } = manifest as { whole: boolean; live: boolean }
  assert.deepEqual([whole, live], [true, false])
  program.kill('SIGTERM')
  await program.end()
  assert.deepEqual([program.code, program.err], [0, ''])
})
