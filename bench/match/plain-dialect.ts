// How the plain ws servers speak: `{"t":"hello"}` when somebody comes, then messages, each
// alone or several as an array.

import type { Marks } from '../../loadtest/accounting/mark.ts'
import type { Dialect, Door, Says } from '../../loadtest/crowd/dialect.ts'
import { tellingOf } from './peer-telling.ts'

const OBJECT = 0x7b
const ARRAY = 0x5b
/** `{"s`: a message begins with its number. */
const MESSAGE = 0x73

export const dialect: Dialect = {
  async join({ server }, number): Promise<Door> {
    const url = server.replace(/^http/, 'ws')
    return { url, path: '/', ticket: '', viewer: `${number}`, stream: '' }
  },
  knock: ({ path }) => ({ path, protocols: [] }),
  isShared: (bytes, at) =>
    bytes[at] === ARRAY || (bytes[at] === OBJECT && bytes[at + 2] === MESSAGE),
  read,
  ping: () => undefined,
  fetch: () => undefined,
  send: () => '',
  idOf: (_door, cid) => cid,
}

function read(payload: Buffer, marks: Marks): Says {
  const frame = JSON.parse(payload.toString())
  if (frame.t === 'hello') {
    const cursor = marks.of(frame.cursor)
    if (cursor) return { is: 'welcome', cursor, resumed: false, heartbeatMs: 0 }
  }
  return tellingOf(Array.isArray(frame) ? frame : [frame], marks)
}
