// The names of things: rooms, streams, viewers, edges, ingest workers, messages.
//
// Each is a branded string, so that a viewer's id cannot be handed where a room's is
// wanted. A name that comes from outside goes through its `parse…` once, at the border;
// inside, the type is the proof. The alphabet is what a URL path, a Redis key and a file
// name all carry without escaping.

export type RoomId = string & { readonly RoomId: unique symbol }
export type ViewerId = string & { readonly ViewerId: unique symbol }
export type EdgeId = string & { readonly EdgeId: unique symbol }
export type WorkerId = string & { readonly WorkerId: unique symbol }
/** 16 characters that sort by the time the stream opened; see stream-id.ts. */
export type StreamId = string & { readonly StreamId: unique symbol }
/** 11 characters: a hash of stream, sender and the sender's `cid`; see message-id.ts. */
export type MessageId = string & { readonly MessageId: unique symbol }

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/
/** Wherever somebody names a message; those we make have 11 of these characters. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{1,64}$/
/** The sender's own id for a message: up to 32 printable ASCII characters. */
const CID = /^[\x21-\x7e]{1,32}$/

/** A room's name: 1–64 of `A–Z a–z 0–9 _ . -`, not opening with a dot or a dash. */
export function parseRoomId(text: unknown): RoomId | undefined {
  return isName(text) ? (text as RoomId) : undefined
}

export function parseViewerId(text: unknown): ViewerId | undefined {
  return isName(text) ? (text as ViewerId) : undefined
}

export function parseMessageId(text: unknown): MessageId | undefined {
  return typeof text === 'string' && MESSAGE_ID.test(text) ? (text as MessageId) : undefined
}

export function isCid(text: unknown): text is string {
  return typeof text === 'string' && CID.test(text)
}

/** What a room, a viewer or an act may be called. */
export function isName(text: unknown): boolean {
  return typeof text === 'string' && NAME.test(text)
}
