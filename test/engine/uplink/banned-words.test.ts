import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bannedWords, findBanned } from '../../../engine/uplink/banned-words.ts'
import { normalise } from '../../../engine/uplink/normalise.ts'

/** The parts of the original that are hit, in order of their ends. */
function found(list: readonly string[], original: string): string[] {
  const said = normalise(original)
  return findBanned(bannedWords(list), said).map(({ from, to }) =>
    original.slice(said.starts[from], said.ends[to - 1]),
  )
}

test('a word is found however it is dressed', () => {
  const readings: [list: string[], original: string, found: string[]][] = [
    [['bad'], 'so BAD!', ['BAD']],
    [['BAD'], 'ｂａｄ', ['ｂａｄ']],
    [['bad'], 'b a d', ['b a d']],
    [['bad'], 'a b.a.d c', ['b.a.d']],
    [['bad'], 'b\u200ba\u200bd', ['b\u200ba\u200bd']],
    [['bad'], '真bad啊', ['bad']],
    [['bad'], 'bad1', ['bad']],
    [['bad word'], 'a bad word', ['bad word']],
    [['bad word'], 'a badword', ['badword']],
    [['bad word', 'badword'], 'bad, word', ['bad, word']],
    [['badword', 'bad word'], 'bad, word', ['bad, word']],
    [['敏感词'], '这是敏 感，词啊', ['敏 感，词']],
    [['加vx'], '加VX123', ['加VX']],
    [['123456'], 'QQ 123456', ['123456']],
    [['плохо'], 'ПЛОХО!', ['ПЛОХО']],
    [['😀'], 'a😀b', ['😀']],
    [['𠮷野'], '𠮷·野家', ['𠮷·野']],
  ]
  for (const [list, original, expected] of readings)
    assert.deepEqual(found(list, original), expected, original)
})

test('where spaces keep words apart, no word is found inside or across other words', () => {
  const readings: [list: string[], original: string][] = [
    [['bad'], 'club adventure'],
    [['bad'], 'badminton'],
    [['ass'], 'class, as soon as possible'],
    [['ass'], 'pas s a'],
    [['bad'], 'club a d'],
    [['bad'], 'b a dventure'],
    [['bad'], 'ba d'],
    [['bad word'], 'ba dword'],
    [['плохо'], 'неплохо'],
    [['12'], '3123'],
    [['año'], 'ano'],
    [['ano'], 'año'],
    [['かき'], 'がき'],
  ]
  for (const [list, original] of readings) assert.deepEqual(found(list, original), [], original)
})

test('words within words are found, and of words that end together the longest', () => {
  const list = ['甲乙丙', '乙丙', '丙', '乙丙丁戊']
  assert.deepEqual(found(list, '甲乙丙丁'), ['甲乙丙'])
  assert.deepEqual(found(list, '甲乙丙丁戊'), ['甲乙丙', '乙丙丁戊'])
  assert.deepEqual(found(['甲甲乙'], '甲甲甲乙'), ['甲甲乙'])
  assert.deepEqual(found(['甲 bad', 'bad', 'x bad'], '甲bad, xxbad x bad'), ['甲bad', 'x bad'])
  assert.deepEqual(found(['丙ab', 'ab', 'b'], 'c ab'), ['ab'])
})

test('a list of nothing finds nothing', () => {
  assert.deepEqual(found([], 'anything'), [])
  assert.deepEqual(found(['', ' ', '***'], '*** anything'), [])
})

test('a list is compiled once', () => {
  const list = ['a']
  assert.equal(bannedWords(list), bannedWords(list))
  assert.notEqual(bannedWords(list), bannedWords(['a']))
})

test('hits exactly the characters that a search word by word hits', () => {
  const unit = fc.constantFrom('甲', '乙', '丙')
  const words = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 4 }), { maxLength: 8 })
  fc.assert(
    fc.property(words, fc.string({ unit, maxLength: 30 }), (list, text) => {
      const expected = list.flatMap(word =>
        [...text].flatMap((_, at) =>
          text.startsWith(word, at) ? places(at, at + word.length) : [],
        ),
      )
      const hits = findBanned(bannedWords(list), normalise(text))
      const hit = hits.flatMap(({ from, to }) => places(from, to))
      assert.deepEqual(new Set(hit), new Set(expected))
    }),
    { numRuns: 300 },
  )
})

function places(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}
