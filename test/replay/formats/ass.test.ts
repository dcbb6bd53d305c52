import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadRecording } from '../../../recordings/comment-file/read-recording.ts'
import { recording } from '../../fixtures/real-recordings.ts'
import { asShown } from '../../fixtures/shown.ts'
import { type AssEvent, assEvents, assertApart } from './ass-events.ts'
import { HOSTILE, write } from './write.ts'

test('a comment crosses the picture, or stands in its middle, in its colour and size', async () => {
  const bodies = [
    { text: '来了' },
    { text: 'top', mode: 'top', color: 0x12ab56, size: 36 },
    { text: 'below', mode: 'bottom', color: 0x000010 },
  ]
  const told = bodies.map((body, n) => ({ ms: 1_234 + n, body }))
  const wishes = { resolution: '1000x500', fontSize: 50 }
  assert.deepEqual(eventLines(await write('ass', told, { wishes })), [
    'Dialogue: 0,0:00:01.23,0:00:09.23,D,,0,0,0,,{\\move(1000,58,-100,58,0,8000)}来了',
    'Dialogue: 0,0:00:01.24,0:00:05.74,D,,0,0,0,,{\\an8\\pos(500,116)\\c&H56AB12&\\fs72}top',
    'Dialogue: 0,0:00:01.24,0:00:05.74,D,,0,0,0,,{\\an8\\pos(500,406)\\c&H100000&\\3c&HFFFFFF&}below',
  ])
})

test('nothing in a text is an override, an escape or the end of its line', async () => {
  const [line = ''] = eventLines(await write('ass', [{ text: HOSTILE }]))
  const text = line.split('}').slice(1).join('}')
  assert.doesNotMatch(text, /[{}\\\p{Cc}]/u)
  assert.ok(text.includes('｛＼N｝ =1'))
})

test('resolution, font, size of letters, speed and density are wishes', async () => {
  const wishes = { resolution: '640x360', font: 'SimHei', fontSize: 20, speed: 2, density: 0.5 }
  const told = Array.from({ length: 30 }, (_, n) => ({ ms: n, text: '弹幕弹幕' }))
  const file = String(await write('ass', told, { wishes }))
  assert.match(file, /PlayResX: 640\nPlayResY: 360\n/)
  assert.match(file, /Style: D,SimHei,20,/)
  const events = assEvents(file)
  assert.equal(events.length, 8, 'half of 15 rows of 23 px')
  assert.ok(events.every(({ startMs, endMs }) => endMs - startMs === 4_000))
  assert.match(file, /; 22 left out: there was no room for them\n$/)
})

for (const wishes of [{}, { density: 1, speed: 0.5 }, { resolution: '720x1280', fontSize: 40 }])
  test(`no two comments of a real recording overlap: ${JSON.stringify(wishes)}`, async t => {
    const { comments } = await loadRecording(recording(t, 'bilibili-1783.xml'))
    const told = comments.map(({ atMs: ms, body }) => ({ ms, body }))
    const events = assEvents(String(await write('ass', told, { wishes })))
    assert.ok(events.length > 40)
    assertApart(events)
    const texts = new Set(comments.map(one => asShown(one).text.trim()))
    const strange = events.filter(({ text }: AssEvent) => !texts.has(text.trim()))
    assert.ok(strange.length < events.length / 50, `${strange[0]?.text}`)
  })

function eventLines(file: Buffer): string[] {
  return String(file)
    .split('\n')
    .filter(line => line.startsWith('Dialogue'))
}
