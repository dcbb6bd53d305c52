import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Connection, type ConnectionOwner, type InRoom } from '../../edge/connection.ts'
import type { RoomId } from '../../engine/ids.ts'
import { FakeTransport } from './fake-transport.ts'

test('each of its rooms knows whether others are told over it, too', () => {
  const connection = new Connection<InRoom>(new FakeTransport(), {} as ConnectionOwner<InRoom>, 0)
  const [lobby, music] = [seat('lobby'), seat('music')]
  connection.sitDown(lobby)
  assert.deepEqual([lobby.sharesLine, connection.sessions], [false, [lobby]])
  connection.sitDown(music)
  assert.deepEqual([lobby.sharesLine, music.sharesLine], [true, true])
  connection.getUp(lobby)
  connection.getUp(lobby)
  assert.deepEqual([music.sharesLine, connection.sessions], [false, [music]])
  assert.equal(connection.sessionIn(undefined), music)
  assert.equal(connection.sessionIn(lobby.room), undefined)
})

function seat(room: string): InRoom {
  return { room: room as RoomId, sharesLine: false }
}
