import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsFor } from '../../../web/words/choose.ts'

test('the first language of the browser that we speak, English otherwise', () => {
  const lang = (...languages: string[]) => wordsFor(languages).lang
  assert.deepEqual(
    [lang('zh-CN', 'en'), lang('zh-Hant-TW'), lang('en-GB', 'zh'), lang('fr', 'zh'), lang('fr')],
    ['zh-CN', 'zh-CN', 'en', 'zh-CN', 'en'],
  )
})

test('both languages name every colour, mode and refusal', () => {
  const [english, chinese] = [wordsFor(['en']), wordsFor(['zh'])]
  for (const table of ['colours', 'modes', 'refusals', 'troubles', 'sliders', 'roles'] as const)
    assert.deepEqual(Object.keys(chinese[table]), Object.keys(english[table]), table)
})

test('a language counts as it should', () => {
  assert.equal(wordsFor(['en']).viewers(1), '1 viewer')
  assert.equal(wordsFor(['en']).viewers(1_234), '1,234 viewers')
  assert.equal(wordsFor(['zh']).viewers(1_234), '1,234 人在看')
})
