// ASS as libass reads and draws it, over a film made by ffmpeg.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanText } from '../../../engine/uplink/text.ts'
import { loadRecording } from '../../../recordings/comment-file/read-recording.ts'
import { assHead } from '../../../replay/formats/ass-head.ts'
import { widthAtMost } from '../../../replay/formats/text-width.ts'
import { realTexts } from '../../engine/uplink/real-texts.ts'
import { ffmpeg, frames, litColumns } from '../../fixtures/ffmpeg.ts'
import { REAL, recording } from '../../fixtures/real-recordings.ts'
import { scratchFile } from '../../fixtures/scratch-file.ts'
import { asShown } from '../../fixtures/shown.ts'
import { assEvents } from './ass-events.ts'
import { HOSTILE, write } from './write.ts'

for (const name of REAL)
  test(`ffmpeg reads of ${name} the texts, times and colours that went in`, async t => {
    const { comments } = await loadRecording(recording(t, name))
    const told = [...comments.map(({ atMs: ms, body }) => ({ ms, body })), { text: HOSTILE }]
    const file = String(await write('ass', told, { wishes: { density: 1 } }))
    const read = cues(
      String(await ffmpeg(['-i', scratchFile(t, file, 'comments.ass'), '-f', 'srt', '-'])),
    )
    const events = assEvents(file)
    assert.equal(read.length, events.length)
    const byTime = [...events].sort((a, b) => a.startMs - b.startMs)
    const key = (one: { startMs: number; text: string; color: number }) =>
      `${one.startMs} ${one.text.trim()} ${one.color}`
    assert.deepEqual(read.map(key).sort(), byTime.map(key).sort())

    const went = comments.map(asShown).map(({ atMs, text, color }) => {
      return key({ startMs: Math.round(atMs / 10) * 10, text: likeness(text), color })
    })
    const strange = read.map(key).filter(one => !went.includes(one))
    assert.equal(strange.length, 1, `only the hostile one is new: ${strange}`)
  })

test('every comment is drawn where its lane is, and nothing anywhere else', async t => {
  const [width, height] = [960, 540]
  const { comments } = await loadRecording(recording(t, 'bilibili-1783.xml'))
  const told = comments.map(({ atMs: ms, body }) => ({ ms, body: { ...body, color: 0xffffff } }))
  const wishes = { resolution: `${width}x${height}`, fontSize: 27, density: 1 }
  const file = String(await write('ass', told, { wishes }))
  const events = assEvents(file)
  const from = 20
  let second = from
  for await (const frame of frames(scratchFile(t, file, 'comments.ass'), {
    width,
    height,
    from,
    count: 5,
  })) {
    const at = second++ * 1_000
    const there = events.filter(({ startMs, endMs }) => startMs <= at && at < endMs)
    const inside = there.map(one => ({ ...one, left: one.fromX - one.speed * (at - one.startMs) }))
    assert.ok(there.length > 5, 'a busy moment')
    for (const { top, height: letters, left, width: wide, text, mode } of inside) {
      const whole = left >= 0 && left + wide <= width && text.trim().length > 0
      const lit = litColumns(frame, { top, height: letters })
      if (whole && mode === 'scroll')
        assert.ok(lit && lit.first <= left + wide && lit.last >= left, `${text} at ${at}`)
    }
    const rows = new Set(there.map(({ top }) => top))
    for (let top = 0; top + 31 <= height; top += 32) {
      const isFree = ![...there].some(one => one.top < top + 32 && top < one.top + one.height)
      if (isFree) assert.equal(litColumns(frame, { top, height: 30 }), undefined, `${[...rows]}`)
    }
  }
})

test('no text is drawn wider than it was taken for', async t => {
  const texts = [...new Set([...realTexts(t).filter(isOdd), 'WWWWWWWW', 'mmmmmm', 'ÀÉÎÕÜ'])]
  const px = 48
  const look = { width: 2_400, height: 120, font: 'Noto Sans CJK SC', fontSize: px }
  const lines = texts.map(
    (text, n) => `Dialogue: 0,${clock(n)},${clock(n + 1)},D,,0,0,0,,${plain}${text}`,
  )
  const file = scratchFile(t, `${assHead(look)}${lines.join('\n')}\n`, 'comments.ass')
  let at = 0
  for await (const frame of frames(file, { ...look, from: 0, count: texts.length })) {
    const text = texts[at++] ?? ''
    const lit = litColumns(frame, { top: 0, height: look.height })
    const drawn = lit ? lit.last + 1 - 20 : 0
    assert.ok(drawn <= widthAtMost(text, px), `${text}: ${drawn} px`)
  }
  assert.ok(at > 20)
})

const plain = '{\\an7\\bord0\\pos(20,20)}'

/** Long ones, and those with letters that are not Chinese. */
function isOdd(text: string, index: number): boolean {
  if (/[{}\\\n]/.test(text) || text.length > 45) return false
  return text.length > 28 || (/[a-z0-9~!?]/i.test(text) && index % 40 === 0)
}

function clock(second: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `0:${two(Math.floor(second / 60))}:${two(second % 60)}.00`
}

function likeness(text: string): string {
  return cleanText(text).text.replace(/\{/g, '｛').replace(/\}/g, '｝').replaceAll('\\', '＼')
}

/** What ffmpeg's SubRip says of each subtitle. */
function cues(srt: string): { startMs: number; text: string; color: number }[] {
  return srt
    .trim()
    .split(/\n\n(?=\d+\n)/)
    .map(cue => {
      const [, times = '', ...lines] = cue.split('\n')
      const [hours = 0, minutes = 0, seconds = 0] = (times.split(' --> ')[0] ?? '')
        .replace(',', '.')
        .split(':')
        .map(Number)
      const marked = lines.join('\n')
      return {
        startMs: Math.round((hours * 3_600 + minutes * 60 + seconds) * 1_000),
        text: marked.replace(/<\/?font[^>]*>|\{\\an\d\}/g, ''),
        color: Number.parseInt(/<font color="#([0-9a-f]{6})"/.exec(marked)?.[1] ?? 'ffffff', 16),
      }
    })
}
