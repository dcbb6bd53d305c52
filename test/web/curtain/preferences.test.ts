import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPreferences, USUAL } from '../../../web/curtain/preferences.ts'

test('who has changed nothing gets the usual', () => {
  assert.deepEqual(readPreferences(null), USUAL)
})

test('what was kept is read back', () => {
  const kept = { on: false, opacity: 0.5, speed: 1.5, size: 1.25, density: 0.5 }
  assert.deepEqual(readPreferences(JSON.stringify(kept)), kept)
})

test('what makes no sense is the usual, value by value', () => {
  for (const text of ['', 'nonsense', '7', 'null', '[]', '{"on":"yes","size":"big"}'])
    assert.deepEqual(readPreferences(text), USUAL, text)
})

test('what is out of range is brought into it', () => {
  const { opacity, speed } = readPreferences('{"opacity":0,"speed":99}')
  assert.deepEqual([opacity, speed], [0.2, 2])
})
