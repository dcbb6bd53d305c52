// Our own form: one message a line, of every kind, as frames have it less the `seq`. What is
// exported so and imported again has lost nothing but its ids.

import { encodeMessage } from '../../engine/wire/message.ts'
import type { Format } from './format.ts'

export const native: Format = {
  contentType: 'application/x-ndjson; charset=utf-8',
  extension: 'ndjson',
  open: () => ({
    begin: '',
    between: '',
    write: message => `{${encodeMessage(message).wire}\n`,
    end: () => '',
  }),
}
