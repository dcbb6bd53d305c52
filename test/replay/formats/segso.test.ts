// Bilibili's protobuf, read by a real reader of protobuf.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import protobuf from 'protobufjs'
import { NOON } from '../../fixtures/message.ts'
import { HOSTILE, type Told, write } from './write.ts'

/** As much of it as Bilibili's players look at. */
const PROTO = `
  syntax = "proto3";
  message DmSegMobileReply { repeated DanmakuElem elems = 1; }
  message DanmakuElem {
    int64 id = 1; int32 progress = 2; int32 mode = 3; int32 fontsize = 4; uint32 color = 5;
    string midHash = 6; string content = 7; int64 ctime = 8; int32 weight = 9;
    string action = 10; int32 pool = 11; string idStr = 12; int32 attr = 13;
  }`
const REPLY = protobuf.parse(PROTO).root.lookupType('DmSegMobileReply')

test('a part has every comment with its time, mode, size, colour and text', async () => {
  const elems = await read([
    { ms: 61_234, body: { text: '前方高能', color: 0xfe0302, mode: 'top', size: 36 } },
    { ms: 0, text: 'plain' },
    { ms: 3_600_000, body: { text: 'below', color: 0, mode: 'bottom' } },
    { kind: 'gift', body: { gift: 'g', count: 1 } },
  ])
  const [first, plain, below] = elems
  assert.equal(elems.length, 3)
  const { id, idStr, midHash, ...shown } = first ?? {}
  assert.deepEqual(shown, {
    ...{ progress: 61_234, mode: 5, fontsize: 36, color: 0xfe0302, content: '前方高能' },
    ...{
      ctime: String(Math.floor((NOON + 61_234) / 1_000)),
      weight: 10,
      action: '',
      pool: 0,
      attr: 0,
    },
  })
  assert.match(String(midHash), /^[0-9a-f]{8}$/)
  assert.equal(String(id), idStr)
  assert.deepEqual(
    [plain?.progress, plain?.mode, plain?.fontsize, plain?.color],
    [0, 1, 25, 0xffffff],
  )
  assert.deepEqual([below?.mode, below?.color], [4, 0])
})

test('pages that are joined are one message, and any text is UTF-8', async () => {
  const told = Array.from({ length: 300 }, (_, n) => ({ ms: n, text: `${n} ${HOSTILE}` }))
  const elems = await read(told)
  assert.deepEqual(
    elems.map(({ content }) => content),
    told.map(({ text }) => text.replaceAll('\ud800', '\ufffd')),
  )
})

async function read(told: readonly Told[]) {
  const decoded = REPLY.decode(await write('segso', told))
  const { elems } = REPLY.toObject(decoded, { longs: String, defaults: true, arrays: true })
  return elems as Readonly<Record<string, unknown>>[]
}
