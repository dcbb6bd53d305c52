// `barrage play` with what cannot be played, or not all of it: it says what and where, keeps
// what it could read, and its exit code tells.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { until } from '../until.ts'
import { CLUMSY, Program, scratchFolder } from './program.ts'

const folder = scratchFolder({ after })
const server = await Program.all({ after }, folder)

const play = (t: Parameters<typeof Program.run>[0], file: string, ...more: string[]) =>
  Program.run(
    t,
    ['play', file, '--room', 'cinema', '--speed', '100', '--server', server.url, ...more],
    { BARRAGE_DATA_FOLDER: folder },
  )
function written(name: string, text: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const xml = (...ds: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<i>\n${ds.map(d => `<d p="${d}</d>\n`).join('')}`

test('a broken XML file: what could be read is played, the line is told, and it ends with 1', async t => {
  const viewer = await server.enter('cinema')
  const good = ['0.1,1,25,16777215,1,0,a,1">first', '0.2,1,25,255,1,0,a,2">second']
  const file = written('broken.xml', `${xml(...good)}<d p="0.3,1,25,255`)
  const { code, out, err } = await play(t, file)
  assert.match(out, /2 of 2 comments played into cinema/)
  assert.match(out, /the file is broken: .*broken\.xml, line 5/)
  assert.equal(code, 1)
  assert.doesNotMatch(err, CLUMSY)
  await until(() => viewer.texts.length === 2)
  assert.deepEqual([viewer.texts, viewer.complaints], [['first', 'second'], []])
  await viewer.leave()
})

const UNPLAYABLE: [what: string, file: () => string, says: RegExp][] = [
  ['a missing file', () => join(folder, 'none.xml'), /there is no file.*none\.xml|none\.xml/],
  ['a folder', () => folder, /./],
  ['an empty file', () => written('empty.xml', ''), /neither Bilibili XML/],
  ['a picture', () => written('a.png', Buffer.from('89504e470d0a1a0a', 'hex')), /neither/],
  ['a cut gzip', () => written('cut.gz', Buffer.from('1f8b0800000000000003', 'hex')), /cut\.gz/],
  ['XML broken at once', () => written('b.xml', '<i><d p="1"'), /b\.xml, line 1/],
  ['JSON broken at once', () => written('b.json', '[{'), /b\.json, line 1/],
]
for (const [what, file, says] of UNPLAYABLE) {
  test(`${what} is told in one line, and it ends with 1`, async t => {
    const { code, out, err } = await play(t, file())
    assert.match(err, says)
    assert.equal(err.trimEnd().split('\n').length, 1, err)
    assert.doesNotMatch(err, CLUMSY)
    assert.deepEqual([code, out], [1, ''])
  })
}

const fine = () => written('fine.xml', `${xml('0.1,1,25,255,1,0,a,1">hello')}</i>`)

test('a server that is not there, a wrong key and a bad room are told in one line each', async t => {
  const file = fine()
  const tries: [args: string[], says: RegExp][] = [
    [['--server', 'http://127.0.0.1:1'], /127\.0\.0\.1:1.*not answer/],
    [['--server', 'http://no-such-host.invalid'], /no-such-host\.invalid/],
    [['--server', 'cinema'], /--server cinema: an address like/],
    [['--key', 'k'.repeat(40)], /a valid key is needed/],
    [['--room', '../cinema'], /--room \.\.\/cinema/],
  ]
  await Promise.all(
    tries.map(async ([args, says]) => {
      const { code, err } = await play(t, file, ...args)
      assert.match(err, says)
      assert.equal(err.trimEnd().split('\n').length, 1, err)
      assert.doesNotMatch(err, CLUMSY)
      assert.equal(code, 1)
    }),
  )
})

test('without any key it says where one comes from', async t => {
  const program = await Program.run(t, ['play', fine(), '--room', 'r', '--server', server.url], {
    BARRAGE_DATA_FOLDER: join(folder, 'nothing'),
  })
  assert.match(program.err, /^barrage: no application key: give --key/)
  assert.equal(program.code, 1)
})

test('a file that is fine is played, and it ends with 0', async t => {
  const { code, out } = await play(t, fine())
  assert.match(out, /1 of 1 comments played into cinema/)
  assert.equal(code, 0)
})
