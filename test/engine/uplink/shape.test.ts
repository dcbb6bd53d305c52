import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanName, shape } from '../../../engine/uplink/shape.ts'
import { context, message, outcome, step } from './climbing.ts'
import { realTexts } from './real-texts.ts'

test('a message passes with the body of its kind, and what was removed is counted', () => {
  const counted: [string, number | undefined][] = []
  const count = (what: string, times?: number) => counted.push([what, times])
  const said = message({ body: { text: 'a\u0008\u001db', color: 0xffffff } })
  assert.deepEqual(outcome(step(shape, said, context({ count }))), { text: 'ab' })
  assert.deepEqual(outcome(step(shape, message(), context({ count }))), { text: '弹幕' })
  assert.deepEqual(counted, [['control-characters', 2]])
})

test('a body that does not fit its kind goes back', () => {
  assert.equal(outcome(step(shape, message({ body: {} }))), 'badBody text')
})

test('every real comment has the shape of a danmaku', t => {
  for (const text of realTexts(t))
    assert.ok(!('why' in step(shape, message({ body: { text } }))), JSON.stringify(text))
})

test('a name is cleaned, without bidi controls and outer spaces', () => {
  assert.equal(cleanName(' 小\u0000僚\u202e机\n'), '小僚机')
  assert.equal(cleanName('👩\u200d👧'), '👩\u200d👧')
  assert.equal(cleanName('名'.repeat(24)), '名'.repeat(24))
})

test('a name that cannot be seen or is too long is refused', () => {
  assert.deepEqual(cleanName('\u202e \u200b'), { why: 'empty', detail: 'name' })
  const { why } = cleanName('名'.repeat(25)) as { why: string }
  assert.equal(why, 'tooLong')
})
