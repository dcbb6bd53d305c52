import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guestName, withName } from '../../engine/guest-name.ts'
import type { ViewerId } from '../../engine/ids.ts'
import { encodeMessage } from '../../engine/wire/message.ts'
import { said } from '../fixtures/message.ts'

const id = 'gab12cd3' as ViewerId

test('a guest who has not chosen a name has one all the same, and it does not travel', () => {
  const name = guestName(id)
  assert.equal(name, 'Guest-2cd3')
  const sent = read(encodeMessage({ ...said('a'), from: { id, name } }).wire)
  assert.deepEqual(sent.from, { id })
  assert.deepEqual(withName(sent).from, { id, name })
})

test('a name that was chosen travels as it is', () => {
  const sent = read(encodeMessage({ ...said('a'), from: { id, name: 'Ann' } }).wire)
  assert.deepEqual(
    [sent.from, withName(sent).from],
    [
      { id, name: 'Ann' },
      { id, name: 'Ann' },
    ],
  )
})

function read(wire: string): Parameters<typeof withName>[0] {
  return JSON.parse(`{${wire}`)
}
