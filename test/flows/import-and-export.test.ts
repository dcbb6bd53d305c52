// What is imported comes out of the replay as it went in, and what came out goes in again: in
// every form that is read, from the real recordings and with what live recorders add.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { cleanText } from '../../engine/uplink/text.ts'
import { loadRecording } from '../../recordings/comment-file/read-recording.ts'
import type { Recorded } from '../../recordings/comment-file/recorded.ts'
import { REAL, recording } from '../fixtures/real-recordings.ts'
import { scratchFile } from '../fixtures/scratch-file.ts'
import { asShown, type Shown } from '../fixtures/shown.ts'
import { imported } from './imported.ts'
import { Live } from './live.ts'

/** Those with sizes, and those without. */
const FORMS = { ndjson: true, 'bilibili-xml': true, dplayer: false, artplayer: false }

for (const name of REAL)
  test(`${name} comes out in every form that is read, and goes in again, as it was`, async t => {
    const live = await Live.start(t)
    const file = recording(t, name)
    const went = (await loadRecording(file)).comments.map(asCleaned)
    const stream = await imported(live, file)
    for (const [format, hasSizes] of Object.entries(FORMS)) {
      const expected = went
        .map(one => (hasSizes ? one : { ...one, size: 25 }))
        .map(nearlyBlack(format))
      const out = await exported(t, live, stream, format)
      assert.deepEqual((await loadRecording(out)).comments.map(asShown), expected, format)
      const again = await exported(t, live, await imported(live, out), format)
      assert.deepEqual(
        (await loadRecording(again)).comments.map(asShown),
        expected,
        `${format} again`,
      )
    }
  })

test('gifts, superchats and guards go out as recorders write them and come in as they were', async t => {
  const live = await Live.start(t)
  const xml = `<i><d p="1,5,36,255,0,0,a1,1">弹幕 &lt;3</d>
    <gift ts="2" user="阿岚" uid="7" giftname="小花花" giftcount="3"/>
    <gift ts="2.5" user="阿岚" uid="7" giftname="rocket" giftcount="1"/>
    <sc ts="3" user="小明" uid="8" price="30" time="60">加油 &amp; 再来</sc>
    <guard ts="4" user="老王" uid="9" level="3" count="1"/></i>`
  const went = (await loadRecording(scratchFile(t, xml))).comments
  const stream = await imported(live, scratchFile(t, xml))
  for (const format of ['bilibili-xml', 'ndjson']) {
    const came = (await loadRecording(await exported(t, live, stream, format))).comments
    assert.deepEqual(came.slice(1).map(asSaid), went.slice(1).map(asSaid), format)
    assert.deepEqual(came.slice(0, 1).map(asShown), went.slice(0, 1).map(asShown))
  }
})

test('a range of a stream is exported alone, and a stream of nothing is one', async t => {
  const live = await Live.start(t)
  const lines = [0, 999, 1_000, 1_999, 2_000].map(at =>
    JSON.stringify({ id: `m${at}`, from: { id: 'a' }, body: { text: `at ${at}` }, at }),
  )
  const stream = await imported(live, scratchFile(t, lines.join('\n')))
  const range = await exported(t, live, stream, 'ndjson&from=1000&to=2000')
  const { comments } = await loadRecording(range)
  assert.deepEqual(
    comments.map(({ atMs }) => atMs),
    [1_000, 1_999],
  )
  const empty = await imported(live, scratchFile(t, '[]'))
  const { body } = await live.ask<string>('GET', `/v1/replay/${empty}/comments?format=csv`)
  assert.equal(body.trim().split('\n').length, 1)
})

async function exported(
  t: TestContext,
  live: Live,
  stream: string,
  format: string,
): Promise<string> {
  const address = `${live.barrage.url}/v1/replay/${stream}/comments?format=${format}`
  return scratchFile(t, await (await fetch(address)).text())
}

function asCleaned(comment: Recorded): Shown {
  const shown = asShown(comment)
  return { ...shown, text: cleanText(shown.text).text }
}

/** Everything but how the recording tells one message from another. */
function asSaid({ atMs, kind, body, from: { id, name } }: Recorded) {
  return { atMs, kind, body, id, name }
}

function nearlyBlack(format: string): (one: Shown) => Shown {
  return one => (format === 'dplayer' && one.color === 0 ? { ...one, color: 1 } : one)
}
