// How Socket.IO speaks over WebSocket alone (Engine.IO 4, Socket.IO 5): `0{…}` opens, `40`
// enters, `42["m",{…}]` is an event, `2` asks for a sign of life and `3` gives it.

import type { Marks } from '../../loadtest/accounting/mark.ts'
import type { Says } from '../../loadtest/crowd/dialect.ts'
import { peerDialect } from './peer-dialect.ts'
import { cursorAt, tellingOf } from './peer-telling.ts'

const [FOUR, TWO] = [0x34, 0x32]

export const dialect = peerDialect('/socket.io/?EIO=4&transport=websocket', {
  isShared: (bytes, at) => bytes[at] === FOUR && bytes[at + 1] === TWO,
  read,
})

function read(payload: Buffer, marks: Marks): Says {
  const text = payload.toString()
  if (text.startsWith('42')) {
    const [, told] = JSON.parse(text.slice(2))
    return tellingOf(Array.isArray(told) ? told : [told], marks)
  }
  if (text.startsWith('40')) {
    const cursor = marks.of(cursorAt(0))
    if (cursor) return { is: 'welcome', cursor, resumed: false, heartbeatMs: 0 }
  }
  if (text.startsWith('0')) return { is: 'reply', text: '40' }
  return text === '2' ? { is: 'reply', text: '3' } : { is: 'nothing' }
}
