import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cssColour, hueOf, luminance, outlineOf } from '../../../web/curtain/colour.ts'

test('a colour is written as CSS writes it', () => {
  assert.deepEqual([0, 0xff, 0x12ab9f].map(cssColour), ['#000000', '#0000ff', '#12ab9f'])
})

test('what is not a colour is white', () => {
  assert.deepEqual([undefined, -1, 1.5, 'red', Number.NaN].map(cssColour), Array(5).fill('#ffffff'))
})

test('luminance runs from black to white, and green weighs most', () => {
  assert.deepEqual([luminance(0), luminance(0xffffff)], [0, 1])
  assert.ok(luminance(0x00ff00) > luminance(0xff0000))
  assert.ok(luminance(0xff0000) > luminance(0x0000ff))
})

test('dark letters get a light outline, others a dark one', () => {
  assert.deepEqual([0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x000099, 0x222222].map(outlineOf), [
    'dark',
    'dark',
    'dark',
    'light',
    'light',
    'light',
  ])
})

test('a name has one hue for ever, and names differ', () => {
  assert.equal(hueOf('u1'), hueOf('u1'))
  const hues = Array.from({ length: 200 }, (_, index) => hueOf(`u${index}`))
  assert.ok(hues.every(hue => hue >= 0 && hue < 360))
  assert.ok(new Set(hues).size > 100)
})
