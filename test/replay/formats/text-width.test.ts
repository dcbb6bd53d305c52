import assert from 'node:assert/strict'
import { test } from 'node:test'
import { widthAtMost } from '../../../replay/formats/text-width.ts'

test('Chinese is as wide as high, Latin has its classes, joiners have no width', () => {
  const readings: [text: string, px: number][] = [
    ['弹幕', 200],
    ['ａ，！', 300],
    ['한글', 200],
    ['😀', 100],
    ['iii', 126],
    ['WWW', 300],
    ['abc', 192],
    ['ABC', 240],
    ['é', 64],
    ['e\u0301', 64],
    ['\u202e\u200b\ufe0f', 0],
    ['ไทย', 300],
    ['', 0],
  ]
  for (const [text, px] of readings) assert.equal(widthAtMost(text, 100), px, text)
})
