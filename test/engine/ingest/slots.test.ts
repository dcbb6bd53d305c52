import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Slots } from '../../../engine/ingest/slots.ts'
import { gate } from './ingest-rig.ts'

test('no more is done at once than there are slots, first come first served', async () => {
  const slots = new Slots(2)
  const doors = [gate(), gate(), gate(), gate()]
  const begun: number[] = []
  const ended = doors.map((door, index) =>
    slots.use(async () => {
      begun.push(index)
      await door.passed
      return index
    }),
  )
  assert.deepEqual(begun, [0, 1])
  doors[1]?.open()
  await ended[1]
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(begun, [0, 1, 2])
  for (const door of doors) door.open()
  assert.deepEqual(await Promise.all(ended), [0, 1, 2, 3])
})

test('work that fails gives its slot back', async () => {
  const slots = new Slots(1)
  await assert.rejects(
    slots.use(async () => {
      throw new Error('no')
    }),
  )
  assert.equal(await slots.use(async () => 'yes'), 'yes')
})
