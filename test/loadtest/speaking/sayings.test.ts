import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCid, parseViewerId } from '../../../engine/ids.ts'
import { shapeBody } from '../../../engine/uplink/body.ts'
import { randomFrom } from '../../../loadtest/seeded-random.ts'
import { madeUpTexts, recordedTexts } from '../../../loadtest/speaking/corpus.ts'
import { Sayings } from '../../../loadtest/speaking/sayings.ts'
import { Schedule } from '../../../loadtest/speaking/schedule.ts'

function said(seed: number, count: number) {
  const sayings = new Sayings({
    says: [{ weight: 3 }, { weight: 1, kind: 'gift', body: () => ({ gift: 'rose', count: 1 }) }],
    texts: madeUpTexts(randomFrom(seed)),
    random: randomFrom(seed),
    run: 'r',
  })
  return Array.from({ length: count }, () => sayings.next())
}

test('the same seed says the same, another seed something else', () => {
  assert.deepEqual(said(7, 200), said(7, 200))
  assert.notDeepEqual(said(7, 200), said(8, 200))
})

test('everything that is said fits its kind, and has a cid of its own', () => {
  const all = said(1, 5_000)
  for (const { kind, body, cid, from } of all) {
    assert.ok(!('why' in shapeBody(kind, body)), JSON.stringify(body))
    assert.ok(isCid(cid) && parseViewerId(from.id))
  }
  assert.equal(new Set(all.map(({ cid }) => cid)).size, all.length)
})

test('shares come out as their weights', () => {
  const gifts = said(1, 4_000).filter(({ kind }) => kind === 'gift').length
  assert.ok(gifts > 850 && gifts < 1_150, `${gifts} gifts of 4,000`)
})

test('made-up texts are as long as people’s, in Chinese and English, and many of them', () => {
  const texts = madeUpTexts(randomFrom(3))
  const all = Array.from({ length: 10_000 }, texts)
  const mean = all.reduce((sum, text) => sum + [...text].length, 0) / all.length
  assert.ok(mean > 6 && mean < 20, `${mean} characters on average`)
  assert.ok(new Set(all).size > 3_000)
  assert.ok(all.filter(text => /\p{Script=Han}/u.test(text)).length > 6_000)
  assert.ok(all.filter(text => /[a-z]{3}/i.test(text)).length > 300)
})

test('a recording is said in its order, over and over', async () => {
  const texts = await recordedTexts('loadtest/sample.xml')
  const first = texts()
  const second = texts()
  assert.notEqual(first, second)
  let n = 2
  while (texts() !== first && n < 100_000) n++
  assert.equal(texts(), second)
})

test('what is due adds up to the rate, however it is asked', () => {
  const schedule = new Schedule(() => 30)
  let due = 0
  for (let ms = 7; ms <= 10_000; ms += 7) due += schedule.due(ms)
  assert.ok(Math.abs(due - 300) <= 1, `${due} of 300`)
})

test('a rate that changes is added up as it changes, and time does not go back', () => {
  const schedule = new Schedule(second => (second <= 1 ? 100 : 0))
  assert.equal(schedule.due(1_000), 100)
  assert.equal(schedule.due(500), 0)
  assert.equal(schedule.due(2_000), 0)
})
