// Why an edge closes a socket. 4000–4499: come back (with back-off). 4500–4999: do not.
// Numbers are part of the protocol and are never reused; docs/protocol.md lists them and
// a test holds it to this table.

export const CLOSE_CODES = {
  shuttingDown: { code: 4001, text: 'this edge is going down' },
  tooSlow: { code: 4002, text: 'too many frames unread' },
  silent: { code: 4003, text: 'no sign of life' },
  moved: { code: 4004, text: 'this room is served elsewhere' },
  tooManyFrames: { code: 4501, text: 'too many frames' },
  kicked: { code: 4502, text: 'an operator ended this connection' },
  abuse: { code: 4503, text: 'too many frames that cannot be read' },
} as const satisfies Record<string, { code: number; text: string }>

export type CloseReason = keyof typeof CLOSE_CODES

/** Whether a client may connect again after this close code; codes that are not ours: yes. */
export function mayComeBack(code: number): boolean {
  return code < 4500 || code > 4999
}
