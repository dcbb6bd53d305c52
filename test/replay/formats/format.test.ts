import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORMATS } from '../../../replay/formats/known-formats.ts'
import { HOSTILE, write } from './write.ts'

const FLYING = ['dplayer', 'artplayer', 'danmaku']

test('a stream in which nothing was said is a whole answer in every format', async () => {
  const empty = {
    ...{ ndjson: '', dplayer: '{"code":0,"data":[]}', artplayer: '[]\n', danmaku: '[]\n' },
    ...{ 'bilibili-xml': '<?xml version="1.0" encoding="UTF-8"?>\n<i>\n</i>\n', segso: '' },
  }
  for (const [format, answer] of Object.entries(empty))
    assert.equal(String(await write(format, [])), answer, format)
  assert.match(String(await write('ass', [])), /^\[Script Info\]\n(.*\n)*; 0 left out/)
  assert.equal(String(await write('csv', [])).split('\r\n').length, 2)
})

test('a limit counts what is written, over pages, and what a form has no word for is no part', async () => {
  const told = Array.from({ length: 7 }, (_, n) => ({
    ...{ ms: n, text: `m${n}`, kind: n % 2 === 0 ? 'danmaku' : 'notice' },
  }))
  for (const format of FLYING) {
    const answer = JSON.parse(String(await write(format, told, { limit: 3 })))
    const items = format === 'dplayer' ? answer.data : answer
    assert.equal(items.length, 3, format)
  }
  const lines = String(await write('ndjson', told, { limit: 3 }))
    .trim()
    .split('\n')
  assert.deepEqual(
    lines.map(line => JSON.parse(line).body.text),
    ['m0', 'm1', 'm2'],
  )
})

test('whatever a comment holds, every format is what it says it is', async () => {
  const told = [{ text: HOSTILE }, { text: 'fine', ms: 20_000 }]
  const texts = async (format: string, of: (answer: string) => string[]) =>
    of(String(await write(format, told)))
  const [artplayer, danmaku] = await Promise.all(
    ['artplayer', 'danmaku'].map(format =>
      texts(format, answer => JSON.parse(answer).map(({ text }: { text: string }) => text)),
    ),
  )
  assert.deepEqual(
    [artplayer, danmaku],
    [
      [HOSTILE, 'fine'],
      [HOSTILE, 'fine'],
    ],
  )
  const native = await texts('ndjson', answer =>
    answer
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).body.text),
  )
  assert.deepEqual(native, [HOSTILE, 'fine'])
  for (const format of FORMATS.keys())
    assert.ok((await write(format, told)).includes('fine'), `${format} goes on`)
})

test('only what flies flies, a superchat as plain as the rest', async () => {
  const told = [
    { text: 'a', body: { text: 'a', color: 0xff, mode: 'top', size: 36 } },
    { kind: 'superchat', body: { text: 'for you', price: 30 } },
    { kind: 'gift', body: { gift: 'rose', count: 1 } },
    { kind: 'notice', text: 'rules' },
    { body: {} },
  ]
  assert.deepEqual(JSON.parse(String(await write('artplayer', told))), [
    { text: 'a', time: 0, color: '#0000ff', mode: 1 },
    { text: 'for you', time: 0, color: '#ffffff', mode: 0 },
  ])
  assert.deepEqual(JSON.parse(String(await write('danmaku', told)))[0], {
    ...{ text: 'a', mode: 'top', time: 0 },
    style: { font: '36px sans-serif', color: '#0000ff', fillStyle: '#0000ff' },
  })
})
