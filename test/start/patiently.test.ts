import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../engine/fault.ts'
import { patiently } from '../../start/patiently.ts'

test('a store that is away for a moment is asked again', async () => {
  let asked = 0
  const answer = await patiently(async () => {
    if (++asked === 1) throw new Fault('store-unavailable')
    return 'here'
  })
  assert.deepEqual([asked, answer], [2, 'here'])
})

test('what is no store’s fault is not tried again', async () => {
  let asked = 0
  const failing = patiently(async () => {
    asked++
    throw new Fault('bad-config')
  })
  await assert.rejects(failing, (failure: Fault) => failure.code === 'bad-config')
  assert.equal(asked, 1)
})
