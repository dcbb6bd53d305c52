import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MessageId } from '../../../engine/ids.ts'
import type { Screening } from '../../../engine/room.ts'
import { ROOM_DEFAULTS } from '../../../engine/room-defaults.ts'
import { bannedWords, findBanned } from '../../../engine/uplink/banned-words.ts'
import { normalise } from '../../../engine/uplink/normalise.ts'
import { MOST_RECENT } from '../../../engine/uplink/recent.ts'
import { mask, screen } from '../../../engine/uplink/screen.ts'
import type { Context } from '../../../engine/uplink/step.ts'
import { context, message, OPENED, step } from './climbing.ts'

/** Somebody who says things in a room with these rules: each time, what becomes of it. */
function speaker(rules: Partial<Screening>, given: Partial<Context> = {}) {
  const screening = { ...ROOM_DEFAULTS.screening, ...rules }
  const first = context(given, { screening })
  let turn = 0
  const say = (body: Record<string, unknown> | string, now = OPENED, kind = 'danmaku', id = '') => {
    const said = message({
      id: (id || `m${turn++}`) as MessageId,
      kind,
      body: typeof body === 'string' ? { text: body } : body,
    })
    const next = step(screen, said, { ...first, now })
    if ('why' in next) return next.retryMs ? `${next.why} ${next.retryMs}` : next.why
    const shown = kind === 'danmaku' ? next.message.body.text : JSON.stringify(next.message.body)
    return next.shadowed ? `shadowed ${shown}` : shown
  }
  return { say, sender: first.sender }
}

test('a banned word is refused, masked or shadowed, as the room says', () => {
  const list = ['bad', '敏感']
  const readings: [onBanned: Screening['onBanned'], text: string, answer: string][] = [
    ['refuse', 'so bad', 'banned'],
    ['refuse', 'so good', 'so good'],
    ['mask', 'so b.A.d!', 'so *.*.*!'],
    ['mask', '很敏\u200b感吗', '很*\u200b*吗'],
    ['mask', 'ｂａｄ, badly', '***, badly'],
    ['shadow', 'so bad', 'shadowed so bad'],
    ['shadow', 'so good', 'so good'],
  ]
  for (const [onBanned, text, answer] of readings)
    assert.equal(speaker({ bannedWords: list, onBanned }).say(text), answer)
})

test('what was changed is counted', () => {
  const counted: string[] = []
  const count = (what: string) => counted.push(what)
  speaker({ bannedWords: ['bad'], onBanned: 'mask' }, { count }).say('bad')
  speaker({ bannedWords: ['bad'], onBanned: 'shadow' }, { count }).say('bad')
  speaker({ bannedWords: ['bad'], onBanned: 'mask' }, { count }).say('good')
  assert.deepEqual(counted, ['masked', 'shadowed'])
})

test("in the application's own kinds every string is screened, in ours the text alone", () => {
  const { say } = speaker({ bannedWords: ['top', 'bad'], onBanned: 'mask' })
  assert.equal(
    say({ q: ['so bad', { a: 'fine' }], n: 1 }, OPENED, 'vote'),
    '{"q":["so ***",{"a":"fine"}],"n":1}',
  )
  assert.equal(say({ text: 'over the top', mode: 'top' }), 'over the ***')
  assert.equal(say({ gift: 'top', count: 1 }, OPENED, 'gift'), '{"gift":"top","count":1}')
})

test('the same text again is a repeat, however it is dressed, until repeatMs have passed', () => {
  const { say } = speaker({ repeatMs: 5_000 })
  assert.equal(say('Hello, world', 0), 'Hello, world')
  assert.equal(say('hello  world!', 4_999), 'repeated')
  assert.equal(say('hello worlds', 4_999), 'hello worlds')
  assert.equal(say('Hello, world', 5_000), 'Hello, world')
  assert.equal(say('!!!', 5_000), '!!!')
  assert.equal(say('???', 5_000), '???')
  assert.equal(say('???', 5_001), 'repeated')
})

test('what has no text is never a repeat, and with repeatMs 0 nothing is', () => {
  const { say } = speaker({})
  assert.deepEqual([say({}, 0, 'like'), say({}, 1, 'like')], ['{}', '{}'])
  const free = speaker({ repeatMs: 0 })
  assert.deepEqual([free.say('a', 0), free.say('a', 0)], ['a', 'a'])
})

test('more than floodCount messages within floodMs is a flood, and its end is told', () => {
  const { say } = speaker({ floodCount: 3, floodMs: 10_000 })
  const readings: [now: number, text: string, answer: string][] = [
    [0, 'a', 'a'],
    [1_000, 'b', 'b'],
    [2_000, 'c', 'c'],
    [3_000, 'd', 'tooFast 7000'],
    [9_999, 'd', 'tooFast 1'],
    [10_000, 'd', 'd'],
    [10_000, 'e', 'tooFast 1000'],
  ]
  for (const [now, text, answer] of readings) assert.equal(say(text, now), answer)
})

test('a message that is sent again is no repeat of itself, and is masked again', () => {
  const { say, sender } = speaker({ bannedWords: ['bad'], onBanned: 'mask', floodCount: 1 })
  assert.equal(say('bad', 0, 'danmaku', 'same'), '***')
  assert.equal(say('bad', 1, 'danmaku', 'same'), '***')
  assert.equal(say('bad', 1, 'danmaku', 'other'), 'tooFast 29999')
  assert.equal(sender.recent.length, 1)
})

test('what is refused is not remembered, and what is remembered is bounded', () => {
  const refused = speaker({ bannedWords: ['bad'] })
  refused.say('bad')
  assert.deepEqual(refused.sender.recent, [])

  const { say, sender } = speaker({ repeatMs: 1e9, floodCount: 1e9, floodMs: 1_000 })
  for (let now = 0; now < 3 * MOST_RECENT; now++) say(`text ${now}`, now * 100)
  assert.equal(sender.recent.length, MOST_RECENT)
  assert.equal(sender.recent.at(-1)?.text, `text${3 * MOST_RECENT - 1}`)

  const brief = speaker({ repeatMs: 100, floodMs: 1_000 })
  for (let now = 0; now < 100; now++) brief.say(`text ${now}`, now * 100)
  assert.equal(brief.sender.recent.length, 10)
})

test('trusted senders are not screened', () => {
  const { say, sender } = speaker({ bannedWords: ['bad'], floodCount: 0 }, { trusted: true })
  assert.deepEqual([say('bad'), say('bad')], ['bad', 'bad'])
  assert.deepEqual(sender.recent, [])
})

test('masking keeps the length in code points, and touches only what was hit', () => {
  const unit = fc.constantFrom(
    'b',
    'A',
    'd',
    '.',
    ' ',
    '\u200b',
    '敏',
    '感',
    '😀',
    'ｄ',
    '\u0301',
    'ﬁ',
    '*',
  )
  const list = ['bad', '敏感', '😀', 'ad', 'i']
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), text => {
      const said = normalise(text)
      const masked = [...mask(text, said, findBanned(bannedWords(list), said))]
      const original = [...text]
      assert.equal(masked.length, original.length)
      for (const [at, character] of masked.entries())
        assert.ok(character === original[at] || character === '*')
    }),
    { numRuns: 500 },
  )
})
