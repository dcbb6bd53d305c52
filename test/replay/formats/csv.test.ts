import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOSTILE, write } from './write.ts'

test('a table with a byte order mark, a head, and a row for each message of any kind', async () => {
  const from = { id: 'u1' as never, name: '小,明', role: 'member' as const, level: 3 }
  const table = String(
    await write('csv', [
      { ms: 1_500, from, body: { text: 'say "hi"', color: 0xff0000, mode: 'top' } },
      { ms: 2_000, from, kind: 'gift', body: { gift: 'g', count: 2 }, priority: 'whitelist' },
    ]),
  )
  assert.deepEqual(table.split('\r\n'), [
    '\ufefftime_s,said_at,kind,priority,user_id,user_name,role,level,text,color,mode,size,body,id',
    '1.500,2026-01-01T12:00:01.500Z,danmaku,low,u1,"小,明",member,3,"say ""hi""",#ff0000,top,25,,id0--------',
    '2.000,2026-01-01T12:00:02.000Z,gift,whitelist,u1,"小,明",member,3,,,,,"{""gift"":""g"",""count"":2}",id1--------',
    '',
  ])
})

test('nothing in it is a formula', async () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\0=1', '＝1', '%1', '|cmd']) {
    const name = `${text}x`
    const table = String(await write('csv', [{ text, from: { id: 'u' as never, name } }]))
    const cells = (table.split('\r\n')[1] ?? '').split(',')
    const harmless = `'${text.replace('\0', '')}`
    assert.deepEqual([cells[5], cells[8]], [`${harmless}x`, harmless])
  }
})

test('no text ends its cell or its row', async () => {
  const rows = String(await write('csv', [{ text: `${HOSTILE}\r\n,"` }])).split('\r\n')
  assert.equal(rows.length, 3)
  const cell = '"abc\u202e\u200fd]]><i>&""\' {\\N} =1 ,"""'
  assert.ok(rows[1]?.includes(`,${cell},#ffffff,`), rows[1])
})
