// How the plain ws servers speak: `{"t":"hello"}` when somebody comes, then messages, each
// alone or several as an array.

import type { Marks } from '../../loadtest/accounting/mark.ts'
import type { Says } from '../../loadtest/crowd/dialect.ts'
import { peerDialect } from './peer-dialect.ts'
import { tellingOf } from './peer-telling.ts'

const OBJECT = 0x7b
const ARRAY = 0x5b
/** `{"s`: a message begins with its number. */
const MESSAGE = 0x73

export const dialect = peerDialect('/', {
  isShared: (bytes, at) =>
    bytes[at] === ARRAY || (bytes[at] === OBJECT && bytes[at + 2] === MESSAGE),
  read,
})

function read(payload: Buffer, marks: Marks): Says {
  const frame = JSON.parse(payload.toString())
  if (frame.t === 'hello') {
    const cursor = marks.of(frame.cursor)
    if (cursor) return { is: 'welcome', cursor, resumed: false, heartbeatMs: 0 }
  }
  return tellingOf(Array.isArray(frame) ? frame : [frame], marks)
}
