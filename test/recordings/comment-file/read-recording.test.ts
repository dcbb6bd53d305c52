import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { loadRecording, readRecording } from '../../../recordings/comment-file/read-recording.ts'
import type { Recorded } from '../../../recordings/comment-file/recorded.ts'
import { scratchFile as file } from '../../fixtures/scratch-file.ts'
import { asShown } from '../../fixtures/shown.ts'

const SHARED = join('..', 'shared', 'data')

const isSorted = (comments: readonly { atMs: number }[]) =>
  comments.every(({ atMs }, n) => n === 0 || atMs >= (comments[n - 1]?.atMs ?? 0))

test('the sample has sixty comments of one minute, sorted by time', async () => {
  const { comments, skipped, broken } = await loadRecording('loadtest/sample.xml')
  assert.deepEqual([comments.length, isSorted(comments)], [60, true])
  assert.deepEqual([skipped, broken], [{ scripted: 0, unreadable: 0 }, undefined])
  assert.ok(comments.some(({ body }) => body.text === '1 < 2，我懂了'))
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
    const { comments, skipped, broken } = await loadRecording(path)
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
  const { comments, skipped, broken } = await loadRecording(path)
  const usual = { color: 0xffffff, mode: 'scroll', size: 25 }
  assert.deepEqual(comments.map(asShown), [
    { ...usual, atMs: 250, text: 'reverse', color: 1 },
    { atMs: 1_000, text: '<b>', color: 255, mode: 'bottom', size: 18 },
    { ...usual, atMs: 1_000, text: 'top', mode: 'top', size: 36 },
    { ...usual, atMs: 2_500, text: `a & b <c> "' 你好 &nbsp; &#9999999;` },
    { ...usual, atMs: 9_000, text: 'bare' },
  ])
  assert.deepEqual(
    comments.map(({ from }) => from.id),
    ['dd', 'bb', 'cc', 'aa', undefined],
  )
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
    const { comments, skipped } = await loadRecording(file(t, content))
    const usual = { color: 0xffffff, mode: 'scroll', size: 25 }
    assert.deepEqual(comments.map(asShown), [
      { ...usual, atMs: 1_000, text: 'a "quoted" } one', color: 255, mode: 'top' },
      { ...usual, atMs: 2_000, text: 'odd' },
      { ...usual, atMs: 60_139, text: 'late', color: 0xfabe96 },
    ])
    assert.equal(skipped.unreadable, 3)
  }
})

test('what live recorders add: gifts, superchats, guards, names, when it began', async t => {
  const path = file(
    t,
    `<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type="text/xsl" href="#s"?>
    <i BililiveRecorder="x"><chatserver>chat</chatserver>
    <BililiveRecorderRecordInfo roomid="1" name="n" start_time="2024-05-01T20:00:00.5+08:00"/>
    <z:stylesheet xmlns:z="u"><z:template match="/"><d2>no</d2></z:template></z:stylesheet>
    <d p="1.5,1,25,16777215,1714564801500,0,777,0" user="小明" raw="[[0,1],&quot;{&quot;]">前排</d>
    <gift ts="2.25" user="阿岚" uid="7" giftname="小花花" giftcount="3" raw="{}" />
    <gift ts="2.5" user="阿岚" uid="7" giftname="rocket" giftcount="1"/>
    <sc ts="3" user="b" price="30" time="60">加油 &amp; 再来</sc>
    <guard ts="4" user="c" level="3" count="1"/>
    <gift ts="5" giftname="" giftcount="1"/><guard ts="x" level="3"/><sc ts="6">free</sc></i>`,
  )
  const heard: number[] = []
  const all: Recorded[] = []
  const notes = { skip: () => heard.push(0), startedAt: (ms: number) => heard.push(ms) }
  for await (const lot of readRecording(path, notes)) all.push(...lot)
  assert.deepEqual(heard, [Date.parse('2024-05-01T12:00:00.5Z'), 0, 0, 0])
  const { body: flower, ...gift } = all[1] ?? {}
  assert.deepEqual(gift, { atMs: 2_250, kind: 'gift', from: { id: '7', name: '阿岚' } })
  assert.match(String(flower?.gift), /^named-[0-9a-f]{10}$/)
  assert.deepEqual([flower?.name, flower?.count], ['小花花', 3])
  assert.deepEqual(
    all.filter(one => one !== all[1]),
    [
      {
        ...{ atMs: 1_500, kind: 'danmaku', body: { text: '前排' } },
        from: { id: '777', name: '小明' },
      },
      {
        ...{ atMs: 2_500, kind: 'gift', body: { gift: 'rocket', count: 1 } },
        from: { id: '7', name: '阿岚' },
      },
      {
        ...{ atMs: 3_000, kind: 'superchat', body: { text: '加油 & 再来', price: 30 } },
        from: { name: 'b' },
      },
      { atMs: 4_000, kind: 'guard', body: { level: 3, count: 1 }, from: { name: 'c' } },
    ],
  )
})

test('a time that no recording has makes no sense', async t => {
  for (const [content, all] of [
    ['<i><d p="-5">a</d><d p="1e99">b</d><d p="99999999">c</d><d p="NaN">d</d></i>', 4],
    ['[{"text":"a","time":-5},{"text":"b","time":1e99},{"text":"c","time":99999999}]', 3],
    ['{"data":[[-5,0,0,"","a"],[1e99,0,0,"","b"],[99999999,0,0,"","c"]]}', 3],
    [
      `{"from":{"id":"a"},"body":{"text":"a"},"at":-5}
      {"from":{"id":"a"},"body":{"text":"b"},"at":1e99}`,
      2,
    ],
  ] as const) {
    const { comments, skipped } = await loadRecording(file(t, content))
    assert.deepEqual(
      comments.map(({ atMs }) => atMs),
      [0],
    )
    assert.equal(skipped.unreadable, all - 1)
  }
})

test('DPlayer’s answer: its escapes are taken back, its authors keep their names', async t => {
  const json = `{"code":0,"data":[[1.5,0,255,"&lt;b&gt;","a &amp;amp; b"],[2,2,16777215,"",
    "below &#39;&quot;"],["x",0,0,"",""],[3,1,0,"t","top"],7]}`
  await assert.rejects(loadRecording(file(t, json.replace('[1.5', '7,[1.5'))), /line 1: only/)
  const { comments, skipped, broken } = await loadRecording(file(t, json.replace(',7]', ']')))
  assert.deepEqual(comments, [
    {
      atMs: 1_500,
      kind: 'danmaku',
      body: { text: 'a &amp; b', color: 255 },
      from: { name: '<b>' },
    },
    { atMs: 2_000, kind: 'danmaku', body: { text: `below '"`, mode: 'bottom' }, from: {} },
    {
      atMs: 3_000,
      kind: 'danmaku',
      body: { text: 'top', color: 0, mode: 'top' },
      from: { name: 't' },
    },
  ])
  assert.deepEqual([skipped.unreadable, broken], [1, undefined])
})

test('JSON lines: messages as frames have them, whatever their kind', async t => {
  const gift = { id: 'g1', kind: 'gift', priority: 'whitelist', body: { gift: 'g', count: 2 } }
  const lines = [
    { ...gift, from: { id: 'u1', name: '阿', role: 'member', level: 3 }, at: 5 },
    { id: 'd1', from: { id: 'u2', role: 'king' }, priority: 'most', body: { text: 'b' }, at: 6 },
    { id: 'x', from: {}, body: {}, at: 1 },
    { id: 'x', from: { id: 'a' }, body: {}, at: '1' },
  ]
  const path = file(t, `${lines.map(line => JSON.stringify(line)).join('\n\n')}\n`)
  const { comments, skipped } = await loadRecording(path)
  assert.deepEqual(comments, [
    {
      ...{ atMs: 5, kind: 'gift', body: { gift: 'g', count: 2 }, priority: 'whitelist' },
      ...{ from: { id: 'u1', name: '阿', role: 'member', level: 3 }, cid: 'g1' },
    },
    { atMs: 6, kind: 'danmaku', body: { text: 'b' }, from: { id: 'u2' }, cid: 'd1' },
  ])
  assert.equal(skipped.unreadable, 2)
})

const WHOLE = '<i>\n<d p="1,1,25,1,0,0,a,1">one</d>\n'
const LINE = '{"id":"x","from":{"id":"a"},"body":{"text":"a"},"at":1}'
const BROKEN: [what: string, content: string, told: RegExp][] = [
  ['ends inside a tag', `${WHOLE}<d p="2`, /line 3: the file ends in the middle of a tag/],
  ['ends inside a comment’s text', `${WHOLE}<d p="2">tw`, /line 3: <d> of line 3 is never closed/],
  ['never closes its root', WHOLE, /line 2: <i> of line 1 is never closed/],
  ['closes what it did not open', `${WHOLE}\n</b>`, /line 4: <\/b> closes <i> of line 1/],
  ['has a bare < in it', `${WHOLE}<d p="2">a < b</d></i>`, /line 3: a tag that is none/],
  ['has text after the end', `${WHOLE}</i>what`, /line 3: text outside of any element/],
  ['is JSON that breaks off', '[{"text":"a","time":1},\n{"text":"b', /line 2: .*in the middle/],
  ['is JSON without its end', '[{"text":"a","time":1},\n', /line 2: .*before its array does/],
  ['is JSON with nonsense in it', '[{"text":"a","time":1},\n{]}]', /line 2: /],
  ['is JSON with a number in it', '[{"text":"a","time":1},\n7]', /line 2: only an array/],
  ['is DPlayer’s and breaks off', '{"data":[[1,0,0,"a","b"],\n[2,', /line 2: .*in the middle/],
  ['is DPlayer’s without its end', '{"data":[[1,0,0,"a","b"]\n]', /line 2: .*its object does/],
  ['is JSON lines and breaks off', `${LINE}\n{"id":"y","fr`, /line 2: .*in the middle/],
  ['is JSON lines with nonsense', `${LINE}\n\n{nonsense}\n`, /line 3: this is not a message/],
  ['is JSON lines with a list', `${LINE}\n[1]\n`, /line 2: this is not a message/],
]

for (const [what, content, told] of BROKEN) {
  test(`a file that ${what} says the line and keeps what came before`, async t => {
    const { comments, broken } = await loadRecording(file(t, content))
    assert.equal(comments.length, 1)
    assert.match(broken?.message ?? '', told)
  })
}

const TEN_MEGABYTES = 'x'.repeat(10_000_000)
const BOMB = `<!DOCTYPE i [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><i><d p="1">&b;</d></i>`
const HOPELESS: [what: string, content: string | Uint8Array, told: RegExp][] = [
  ['nothing', '', /neither Bilibili XML/],
  ['something else', 'time,text\n1,a', /line 1: neither/],
  ['an entity bomb', BOMB, /line 1: a document type is not read/],
  ['a tag without end', `<i>\n<d p="${'x'.repeat(200_000)}`, /line 2: this never ends/],
  ['gzip that breaks off', gzipSync('[{"text":"a","time":1}]').subarray(0, 20), /unexpected end/],
  ['gzip of nonsense', Uint8Array.of(0x1f, 0x8b, 1, 2, 3, 4), /after byte 0 of its text: /],
  ['a gzip bomb', gzipSync(TEN_MEGABYTES.replaceAll('x', ' ')), /neither Bilibili XML/],
  ['10 MB in one XML text', `<i>\n<d p="1">${TEN_MEGABYTES}</d></i>`, /line 2: this never ends/],
  [
    '10 MB in pieces',
    `<i><d p="1">${'<![CDATA[x]]>'.repeat(800_000)}`,
    /line 1, character \d+: this never ends/,
  ],
  ['10 MB in one JSON text', `[\n{"text":"${TEN_MEGABYTES}"}]`, /line 2: this never ends/],
  [
    '10 MB in a DPlayer text',
    `{"data":[[1,0,0,"","${TEN_MEGABYTES}"]]}`,
    /line 1: this never ends/,
  ],
  ['10 MB in one JSON line', `{"body":{"text":"${TEN_MEGABYTES}"}}`, /line 1: this line/],
  ['an array that never opens', `{"code":0,${' '.repeat(200_000)}`, /line 1: /],
]

for (const [what, content, told] of HOPELESS) {
  test(`a file of ${what} is refused with a clear word`, async t => {
    await assert.rejects(loadRecording(file(t, content)), { code: 'bad-file', message: told })
  })
}

test('a file that is not there, and one that is a folder, are told as such', async () => {
  await assert.rejects(loadRecording('no/such.xml'), /there is no file no\/such.xml/)
  await assert.rejects(loadRecording('loadtest'), /loadtest is a folder/)
})

test('deep nesting is refused before it costs anything', async t => {
  await assert.rejects(loadRecording(file(t, '<a>'.repeat(100_000))), /too deep/)
})
