import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { loadComments } from '../../../loadtest/comment-file/read-comments.ts'

const SHARED = join('..', 'shared', 'data')

/** A file of this content, gone after the test. */
function file(t: TestContext, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-comments-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'comments')
  writeFileSync(path, content)
  return path
}

const isSorted = (comments: readonly { atMs: number }[]) =>
  comments.every(({ atMs }, n) => n === 0 || atMs >= (comments[n - 1]?.atMs ?? 0))

test('the sample has sixty comments of one minute, sorted by time', async () => {
  const { comments, skipped, broken } = await loadComments('loadtest/sample.xml')
  assert.deepEqual([comments.length, isSorted(comments)], [60, true])
  assert.deepEqual([skipped, broken], [{ scripted: 0, unreadable: 0 }, undefined])
  assert.ok(comments.some(({ text }) => text === '1 < 2，我懂了'))
})

for (const [name, count] of [
  ['bilibili-1783.xml', 1_783],
  ['episode.json.gz', 16_348],
] as const) {
  test(`the real ${name} is read whole`, async t => {
    const path = join(SHARED, name)
    if (!existsSync(path)) {
      t.diagnostic(`${path} is not here: this was not tried`)
      return
    }
    const { comments, skipped, broken } = await loadComments(path)
    assert.deepEqual([comments.length, broken, isSorted(comments)], [count, undefined, true])
    assert.deepEqual(skipped, { scripted: 0, unreadable: 0 })
  })
}

test('XML: colours, modes, sizes, entities and CDATA, scripted ones left out', async t => {
  const path = file(
    t,
    `\ufeff<?xml version="1.0"?><!-- <d p="no"> --><i><maxlimit/>
    <d p="2.5,1,25,16777215,0,0,aa,1">a &amp; b &lt;c&gt; &quot;&apos; &#20320;&#x597d; &nbsp; &#9999999;</d>
    <d p="1,4,18,255,0,0,bb,2"><![CDATA[<b>]]></d>
    <d p='1,5,36,undefined,0,0,cc,3'>top</d>
    <d p="0.25,6,25,1,0,0,dd,4">reverse</d>
    <d p="3,7,25,1,0,0,ee,5">[0,1,"1-1",4.5]</d>
    <d p="4,8,25,1,0,0,ff,6">code</d>
    <d p="never">?</d><d>?</d>
    <d p="9" other="a > b">bare</d></i>\n`,
  )
  const { comments, skipped, broken } = await loadComments(path)
  assert.deepEqual(comments, [
    { atMs: 250, text: 'reverse', color: 1, mode: 'scroll', size: 25, userHash: 'dd' },
    { atMs: 1_000, text: '<b>', color: 255, mode: 'bottom', size: 18, userHash: 'bb' },
    { atMs: 1_000, text: 'top', mode: 'top', size: 36, userHash: 'cc' },
    {
      ...{ atMs: 2_500, color: 0xffffff, mode: 'scroll', size: 25, userHash: 'aa' },
      text: `a & b <c> "' 你好 &nbsp; &#9999999;`,
    },
    { atMs: 9_000, text: 'bare' },
  ])
  assert.deepEqual([skipped, broken], [{ scripted: 2, unreadable: 2 }, undefined])
})

test('JSON: colours by word or number, modes, gzip or not', async t => {
  const json = `[
    {"text":"late","time":60.139,"color":"#FABE96"},
    {"text":"a \\"quoted\\" } one","time":1,"color":255,"mode":1},
    {"text":"odd","time":"2","color":"red","mode":9,"border":{"deep":[1]}},
    {"text":7,"time":1}, {"time":1}, {"text":"when?","time":null}
  ]`
  for (const content of [json, gzipSync(json)]) {
    const { comments, skipped } = await loadComments(file(t, content))
    assert.deepEqual(comments, [
      { atMs: 1_000, text: 'a "quoted" } one', color: 255, mode: 'top' },
      { atMs: 2_000, text: 'odd' },
      { atMs: 60_139, text: 'late', color: 0xfabe96 },
    ])
    assert.equal(skipped.unreadable, 3)
  }
})

const WHOLE = '<i>\n<d p="1,1,25,1,0,0,a,1">one</d>\n'
const BROKEN: [what: string, content: string, told: RegExp][] = [
  ['ends inside a tag', `${WHOLE}<d p="2`, /line 3: the file ends in the middle of a tag/],
  ['ends inside a comment’s text', `${WHOLE}<d p="2">tw`, /line 3: <d> is never closed/],
  ['never closes its root', WHOLE, /line 1: <i> is never closed/],
  ['closes what it did not open', `${WHOLE}\n</b>`, /line 4: <\/b> closes <i> of line 1/],
  ['has a bare < in it', `${WHOLE}<d p="2">a < b</d></i>`, /line 3: a tag that is none/],
  ['has text after the end', `${WHOLE}</i>what`, /line 3: text outside of any element/],
  ['is JSON that breaks off', '[{"text":"a","time":1},\n{"text":"b', /line 2: .*in the middle/],
  ['is JSON without its end', '[{"text":"a","time":1},\n', /line 2: .*before its array does/],
  ['is JSON with nonsense in it', '[{"text":"a","time":1},\n{]}]', /line 2: /],
  ['is JSON with a number in it', '[{"text":"a","time":1},\n7]', /line 2: only an array/],
]

for (const [what, content, told] of BROKEN) {
  test(`a file that ${what} says the line and keeps what came before`, async t => {
    const { comments, broken } = await loadComments(file(t, content))
    assert.equal(comments.length, 1)
    assert.match(broken?.message ?? '', told)
  })
}

const HOPELESS: [what: string, content: string | Uint8Array, told: RegExp][] = [
  ['nothing', '', /neither Bilibili XML nor a JSON array/],
  ['something else', 'time,text\n1,a', /line 1: neither/],
  ['a document type', '<!DOCTYPE i [<!ENTITY a "aa">]><i/>', /line 1: a document type/],
  ['a tag without end', `<i><d p="${'x'.repeat(200_000)}`, /line 1: this never ends/],
  ['gzip that breaks off', gzipSync('[{"text":"a","time":1}]').subarray(0, 20), /unexpected end/],
]

for (const [what, content, told] of HOPELESS) {
  test(`a file of ${what} is refused with a clear word`, async t => {
    await assert.rejects(loadComments(file(t, content)), { code: 'bad-file', message: told })
  })
}

test('a file that is not there, and one that is a folder, are told as such', async () => {
  await assert.rejects(loadComments('no/such.xml'), /there is no file no\/such.xml/)
  await assert.rejects(loadComments('loadtest'), /loadtest is a folder/)
})

test('deep nesting is refused before it costs anything', async t => {
  await assert.rejects(loadComments(file(t, '<a>'.repeat(100_000))), /too deep/)
})
