import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { bilibiliXml } from '../../../recordings/comment-file/bilibili-xml.ts'
import type { Recorded } from '../../../recordings/comment-file/recorded.ts'
import { HOSTILE, write } from './write.ts'

test('gifts, superchats and guards are written as live recorders write them', async () => {
  const from = { id: 'u7' as never, name: '阿岚 "<&>"\t' }
  const xml = String(
    await write('bilibili-xml', [
      { ms: 1_250, kind: 'gift', from, body: { gift: 'rocket', count: 3 } },
      { ms: 2_000, kind: 'gift', from, body: { gift: 'named-1', count: 1, name: '小花花' } },
      { ms: 3_000, kind: 'superchat', from, body: { text: 'a < b', price: 30, currency: 'CNY' } },
      { ms: 4_000, kind: 'guard', from, body: { level: 3, count: 1 } },
      { ms: 5_000, kind: 'like', from, body: {} },
    ]),
  )
  const by = 'user="阿岚 &quot;&lt;&amp;&gt;&quot;&#9;" uid="u7"'
  assert.deepEqual(xml.split('\n').slice(2, -2), [
    `<gift ts="1.250" ${by} giftname="rocket" giftcount="3"/>`,
    `<gift ts="2.000" ${by} giftname="小花花" giftcount="1"/>`,
    `<sc ts="3.000" ${by} price="30" time="60">a &lt; b</sc>`,
    `<guard ts="4.000" ${by} level="3" count="1"/>`,
  ])
})

test('what XML cannot hold is left out of texts and of names, and the rest is read again', async () => {
  const from = { id: 'u' as never, name: HOSTILE }
  const xml = String(
    await write('bilibili-xml', [
      { text: HOSTILE },
      { kind: 'guard', from, body: { level: HOSTILE, count: 1 } },
      { kind: 'superchat', from, body: { text: HOSTILE, price: 1 } },
    ]),
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML 1.0 cannot hold
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|]]>/)
  const read: Recorded[] = []
  const notes = { skip: () => {}, startedAt: () => {} }
  for await (const lot of bilibiliXml(Readable.from([xml]), notes)) read.push(...lot)
  const kept = 'abc\u202e\u200fd]]><i>&"\' {\\N}\n=1'
  assert.deepEqual(
    read.map(({ body }) => body.text),
    [kept, kept],
  )
  assert.equal(read[1]?.from.name, kept)
})
