import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Endings } from '../../engine/endings.ts'

test('what was started last ends first, each after the one before', async () => {
  const ended: string[] = []
  const endings = new Endings()
  endings.add(() => void ended.push('first'))
  endings.add(async () => {
    await Promise.resolve()
    ended.push('last')
  })
  await endings.end()
  assert.deepEqual(ended, ['last', 'first'])
})

test('one that fails keeps none of the others from ending, and is told', async () => {
  const ended: string[] = []
  const endings = new Endings()
  endings.add(() => void ended.push('first'))
  endings.add(() => Promise.reject(new Error('stuck')))
  await assert.rejects(endings.end(), /stuck/)
  assert.deepEqual(ended, ['first'])
})

test('ending twice ends once', async () => {
  let times = 0
  const endings = new Endings()
  endings.add(() => void times++)
  await Promise.all([endings.end(), endings.end()])
  assert.equal(times, 1)
})
