// `barrage import` as a process: a file in, a stream behind the replay, its id on the last line.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { recording } from '../fixtures/real-recordings.ts'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const folder = scratchFolder({ after })
const server = await Program.all({ after }, folder)

type Hooks = Parameters<typeof Program.run>[0]
const importing = (t: Hooks, file: string, ...more: string[]) =>
  Program.run(t, ['import', file, '--room', 'cinema', '--server', server.url, ...more], {
    BARRAGE_DATA_FOLDER: folder,
  })
const ask = async <T>(path: string) => (await (await fetch(server.url + path)).json()) as T

test('the new stream’s id is on the last line, and the stream plays', async t => {
  const file = recording(t, 'bilibili-1783.xml')
  const comments = readFileSync(file, 'utf8').split('<d ').length - 1
  const at = '2024-05-01T20:00:00+08:00'
  const { code, out, err } = await importing(t, file, '--at', at)
  assert.deepEqual([code, CLUMSY.test(err)], [0, false])
  const stream = out.trim().split('\n').at(-1)
  assert.match(String(stream), /^[0-9a-z]{16}$/)
  const told = await ask<Manifest>(`/v1/replay/${stream}`)
  assert.deepEqual([told.openedAt, told.live, told.whole], [Date.parse(at), false, true])
  assert.equal(told.counts.messages, comments)
  const { streams } = await ask<{ streams: { stream: string }[] }>('/v1/rooms/cinema/streams')
  assert.deepEqual(
    streams.map(one => one.stream),
    [stream],
  )
})

test('a file that breaks off: the place on one line, ends with 1, and there is no new stream', async t => {
  const file = join(folder, 'cut.xml')
  writeFileSync(file, '<i>\n<d p="1,1,25,255,0,0,a,1">first</d>\n<d p="2')
  const { code, out, err } = await importing(t, file)
  assert.deepEqual([code, out], [1, ''])
  assert.match(err, /barrage import: .*cut\.xml, line 3: .*; nothing was kept\n$/)
  const kept = await importing(t, file, '--keep-partial')
  assert.equal(kept.code, 1)
  assert.match(kept.out, /^1 comments imported into cinema\n/)
  const stream = kept.out.trim().split('\n').at(-1)
  const told = await ask<Manifest>(`/v1/replay/${stream}`)
  assert.equal(told.counts.messages, 1)
})

test('a time that is none, and a key that does not fit, are told', async t => {
  const file = 'loadtest/sample.xml'
  const time = await importing(t, file, '--at', 'yesterday')
  assert.deepEqual([time.code, /a time like 2024/.test(time.err)], [1, true])
  const key = await importing(t, file, '--key', 'x'.repeat(32))
  assert.match(key.err, /refuses: a valid key is needed \(505\)/)
  assert.equal(key.code, 1)
})

type Manifest = {
  readonly openedAt: number
  readonly live: boolean
  readonly whole: boolean
  readonly counts: { readonly messages: number }
}
