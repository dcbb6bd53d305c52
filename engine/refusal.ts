// Every reason we say no. A refusal is an answer, not an error: it is returned, never
// thrown. Numbers are part of the protocol and are never reused. `retry` says whether the
// same thing may be asked again, unchanged, later. `status` is what HTTP says beside it.
// docs/protocol.md lists this table and a test holds it to it.

export const REFUSALS = {
  malformed: { code: 101, text: 'cannot read this', retry: false, status: 400 },
  tooLong: { code: 102, text: 'the message is too long', retry: false, status: 413 },
  unknownFrame: { code: 103, text: 'no such frame', retry: false, status: 400 },
  badBody: { code: 104, text: 'the body does not fit its kind', retry: false, status: 400 },
  empty: { code: 105, text: 'there is nothing to show in it', retry: false, status: 400 },
  badCursor: { code: 106, text: 'that is not a cursor', retry: false, status: 400 },
  badCid: { code: 107, text: 'cid: 1 to 32 printable ASCII characters', retry: false, status: 400 },
  badValue: { code: 108, text: 'a value is not allowed', retry: false, status: 400 },
  badRange: { code: 109, text: 'that range makes no sense', retry: false, status: 400 },
  badRoom: {
    code: 110,
    text: 'a room name is 1 to 64 of A–Z a–z 0–9 _ . - and does not open with . or -',
    retry: false,
    status: 400,
  },
  tooFast: { code: 201, text: 'slow down', retry: true, status: 429 },
  roomBusy: { code: 202, text: 'the room is too busy', retry: true, status: 429 },
  overloaded: { code: 203, text: 'too many at once', retry: true, status: 503 },
  joinsBusy: { code: 204, text: 'too many are coming in', retry: true, status: 429 },
  repeated: { code: 301, text: 'you just said that', retry: false, status: 409 },
  muted: { code: 302, text: 'you are muted here', retry: false, status: 403 },
  notYours: { code: 303, text: 'you may not send this kind here', retry: false, status: 403 },
  banned: { code: 304, text: 'this cannot be said here', retry: false, status: 403 },
  closed: { code: 305, text: 'the stream has ended', retry: false, status: 409 },
  unavailable: { code: 401, text: 'not taken: try again', retry: true, status: 503 },
  unsure: { code: 402, text: 'perhaps taken: send the same cid again', retry: true, status: 503 },
  broken: { code: 403, text: 'something failed on our side', retry: true, status: 500 },
  noTicket: { code: 501, text: 'a ticket is needed', retry: false, status: 401 },
  badTicket: { code: 502, text: 'the ticket is not one of ours', retry: false, status: 401 },
  ticketExpired: {
    code: 503,
    text: 'the ticket has expired: join again',
    retry: false,
    status: 401,
  },
  otherRoom: { code: 504, text: 'the ticket is for another room', retry: false, status: 403 },
  badKey: { code: 505, text: 'a valid key is needed', retry: false, status: 401 },
  noGuests: { code: 506, text: 'guests are not let in', retry: false, status: 403 },
  unknownRoom: { code: 601, text: 'no such room', retry: false, status: 404 },
  unknownStream: { code: 602, text: 'no such stream', retry: false, status: 404 },
  notFound: { code: 603, text: 'there is nothing here', retry: false, status: 404 },
  unknownFormat: { code: 604, text: 'no such format', retry: false, status: 400 },
  tooManyRooms: { code: 605, text: 'you opened too many rooms', retry: true, status: 429 },
  noEdge: { code: 606, text: 'no edge is up', retry: true, status: 503 },
  notHere: { code: 609, text: 'you have not entered this room', retry: false, status: 404 },
  tooManyEntered: {
    code: 610,
    text: 'this connection is in too many rooms',
    retry: false,
    status: 409,
  },
  moved: { code: 612, text: 'this room is served elsewhere', retry: false, status: 421 },
  alreadyOpen: { code: 608, text: 'a stream is on already', retry: false, status: 409 },
  deleted: { code: 611, text: 'deleted: its time is over', retry: false, status: 410 },
  gone: { code: 607, text: 'replaced by a newer generation', retry: false, status: 410 },
} as const satisfies Record<string, { code: number; text: string; retry: boolean; status: number }>

export type Refusal = keyof typeof REFUSALS

/** A no, with what the one who asked needs to know: when to try again, what exactly was wrong. */
export type Refused = {
  readonly why: Refusal
  readonly retryMs?: number
  readonly detail?: string
  /** Where to ask instead: an edge's address. */
  readonly edge?: string
}
