import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peakWords, WordCount, wordsOf } from '../../replay/peak-words.ts'

const said = (comments: readonly string[]) => new WordCount().add(comments)
const times = (count: number, ...texts: readonly string[]) =>
  Array.from({ length: count }, (_, n) => texts[n % texts.length] ?? '')

test('words are what stands between spaces, and every run of Chinese', () => {
  assert.deepEqual([...wordsOf("Encore! it's ok 233 ab")], ['encore', "it's", '233'])
  assert.deepEqual(
    [...wordsOf('前方高能')],
    ['前方', '前方高', '前方高能', '方高', '方高能', '高能'],
  )
  assert.deepEqual([...wordsOf('abc弹幕xyz')], ['abc', '弹幕', 'xyz'])
  assert.deepEqual([...wordsOf('ＡＢＣ　ﾈｺ')], ['abc', 'ネコ'])
  assert.deepEqual([...wordsOf('안녕 하세요')], ['하세요'])
})

test('a laugh of any length is the same laugh, and said once in a comment', () => {
  const laughs = ['哈哈哈哈', '哈哈哈哈哈哈哈哈哈哈', '哈哈哈']
  for (const laugh of laughs) assert.deepEqual([...wordsOf(laugh)], ['哈哈', '哈哈哈'])
  assert.deepEqual([...wordsOf('23333333 233333')], ['2333'])
  assert.equal(said(['好听 好听 好听']).words.get('好听'), 1)
})

test('a word of the peak is one that is not said elsewhere', () => {
  const rest = said(times(300, '来了来了', '主播晚上好', 'hello there', '好听'))
  const peak = said(times(90, '安可！', '再来一首吧', '来了来了', 'encore encore', '好听'))
  assert.deepEqual(peakWords(peak, rest, 3), ['encore', '再来一首吧', '安可'])
})

test('of words that are said together the longest is kept', () => {
  const peak = said(times(60, '前方高能预警', '非战斗人员撤离'))
  const [first, second] = peakWords(peak, said(times(100, '好看')), 3)
  assert.deepEqual([first, second], ['非战斗人员撤离', '前方高能预警'])
})

test('what a few say, or all say everywhere, is no word of a peak', () => {
  const rest = said(times(400, '哈哈哈'))
  assert.deepEqual(peakWords(said(times(50, '哈哈哈')), rest, 3), [])
  assert.deepEqual(peakWords(said([...times(400, '哈哈哈'), '孤独', '孤独']), rest, 3), [])
  assert.deepEqual(peakWords(said([]), rest, 3), [])
  assert.deepEqual(peakWords(said(times(9, '开场')), said([]), 3), ['开场'])
})

test('a character beyond the first plane is never cut in two', () => {
  for (const word of wordsOf('𠮷野家𠮷野家')) assert.doesNotMatch(word, /\p{Surrogate}/u)
})
