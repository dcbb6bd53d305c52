// What is said in characters that no format carries safely, and what is said to look like
// something it is not: what is shown is clean, what was removed is counted.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { until } from '../until.ts'
import { Live } from './live.ts'
import { metric } from './metric.ts'
import type { Viewer } from './viewer.ts'

const REMOVED = 'barrage_screened_total{rule="control-characters"}'
/** What must never reach a viewer, in a text or in a name. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u

const live = await Live.start({ after })
const ann = await live.enter('room', { name: 'Ann' })

/** As JSON escapes, so that lone surrogates come through the wire as they were written. */
const escaped = (text: string) =>
  [...Array(text.length).keys()]
    .map(at => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')

let cids = 0
async function shown(viewer: Viewer, text: string): Promise<string> {
  const cid = `c${++cids}`
  viewer.write(`{"t":"send","cid":"${cid}","body":{"text":"${escaped(text)}"}}`)
  const answer = await viewer.answer(cid)
  assert.ok(answer.t === 'ok', JSON.stringify(answer))
  const heard = await until(() => ann.messages.find(({ id }) => id === answer.id))
  return String(heard.body.text)
}

const CLEANED: [what: string, said: string, seen: string, removed: number][] = [
  ['U+0000', 'a\u0000b', 'ab', 1],
  ['control characters', '\u0001\u0008\u001b[31mred\u007f\u009f', '[31mred', 5],
  ['tabs and line feeds', 'one\ttwo\nthree', 'one two three', 2],
  ['a carriage return', 'a\r\nb', 'a b', 2],
  ['a leading half of a pair', 'a\ud800b', 'ab', 1],
  ['a trailing half of a pair', '\udfffab', 'ab', 1],
  ['halves the wrong way round', 'a\udc00\ud800b', 'ab', 2],
  ['noncharacters', 'a\ufffe\uffffb\ufdd0', 'ab', 3],
  ['whole pairs', '😀 👨‍👩‍👧', '😀 👨‍👩‍👧', 0],
  ['bidirectional marks, which the page isolates', 'a\u202eb\u2066c', 'a\u202eb\u2066c', 0],
  ['zero-width characters within words', 'a\u200bb\u200dc\ufeff', 'a\u200bb\u200dc\ufeff', 0],
  ['a line separator of JavaScript', 'a\u2028b', 'a\u2028b', 0],
  ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>', 0],
  ['JSON in JSON', '"}],"t":"bye","x":["\\', '"}],"t":"bye","x":["\\', 0],
  ['a hundred marks on one letter', `e${'\u0301'.repeat(99)}`, `e${'\u0301'.repeat(99)}`, 0],
]
for (const [what, said, seen, removed] of CLEANED) {
  test(`${what}: what is shown is clean, and ${removed} characters are counted`, async () => {
    const viewer = await live.enter('room')
    const before = await metric(live, REMOVED)
    const text = await shown(viewer, said)
    assert.deepEqual([text, UNFIT.test(text)], [seen, false])
    assert.equal((await metric(live, REMOVED)) - before, removed)
    assert.deepEqual(ann.complaints, [])
    await viewer.leave()
  })
}

const BLANK: [what: string, text: string][] = [
  ['nothing', ''],
  ['spaces', '   '],
  ['control characters alone', '\u0000\u0007\r\n'],
  ['lone surrogates alone', '\ud800\udc00'.slice(0, 1).repeat(5)],
  ['zero-width characters alone', '\u200b\u200d\ufeff\u2060'],
  ['bidirectional marks alone', '\u202e\u2066\u200f'],
  ['a filler that fonts draw as nothing', '\u3164\u115f\u2800'],
]
for (const [what, text] of BLANK) {
  test(`${what}: there is nothing to show in it`, async () => {
    const viewer = await live.enter('room')
    viewer.write(`{"t":"send","cid":"blank","body":{"text":"${escaped(text)}"}}`)
    const answer = await viewer.answer('blank')
    assert.deepEqual([answer.t, answer.t === 'no' && answer.code], ['no', 105])
    await viewer.leave()
  })
}

test('ten thousand combining marks are too long, as a frame and from the application', async () => {
  const viewer = await live.enter('room')
  const text = `a${'\u0301'.repeat(10_000)}`
  viewer.write({ t: 'send', cid: 'marks', body: { text } })
  assert.equal((await viewer.frame('no')).code, 102)
  const messages = [{ cid: 'marks', body: { text }, from: { id: 'app', name: 'App' } }]
  const { status, body } = await live.application<{ results: { code: number }[] }>(
    'POST',
    '/v1/rooms/room/messages',
    { messages },
  )
  assert.deepEqual([status, body.results[0]?.code], [200, 102])
  await viewer.leave()
})

const NAMES: [what: string, name: string, seen: string | number][] = [
  ['control characters', 'An\u0000n\u0007', 'Ann'],
  ['a lone surrogate', 'An\ud800n', 'Ann'],
  ['bidirectional marks', '\u202ennA\u202c', 'nnA'],
  ['outer spaces', '  Ann\t', 'Ann'],
  ['markup', '<b>Ann</b>', '<b>Ann</b>'],
  ['nothing that is seen', '\u200b\u200b', 105],
  ['control characters alone', '\u0000', 105],
  ['25 characters', 'x'.repeat(25), 102],
  ['ten thousand marks', `a${'\u0301'.repeat(10_000)}`, 102],
]
for (const [what, name, seen] of NAMES) {
  test(`a name with ${what} is ${typeof seen === 'number' ? 'refused' : 'shown clean'}`, async () => {
    const response = await fetch(`${live.barrage.url}/v1/rooms/room/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"name":"${escaped(name)}"}`,
    })
    const body = (await response.json()) as { viewer?: { name: string }; code?: number }
    assert.equal(body.viewer?.name ?? body.code, seen)
  })
}

test('the application’s own kinds and names are cleaned as well, wherever the text stands', async () => {
  const before = await metric(live, REMOVED)
  const body = '{"rows":[{"label":"a\\u0000b"},"\\ud800c"],"__proto__x":"\\u0001d"}'
  const messages = `[{"cid":"own","kind":"quiz","body":${body},"from":{"id":"app","name":"A\\u0000pp"}}]`
  const response = await fetch(`${live.barrage.url}/v1/rooms/room/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${live.barrage.keys.application}`,
    },
    body: `{"messages":${messages}}`,
  })
  assert.equal(response.status, 200)
  const heard = await until(() => ann.messages.find(({ kind }) => kind === 'quiz'))
  assert.deepEqual(heard.body, { rows: [{ label: 'ab' }, 'c'], __proto__x: 'd' })
  assert.equal(heard.from.name, 'App')
  assert.equal((await metric(live, REMOVED)) - before, 3)
})
