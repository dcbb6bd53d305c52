// A stream's id carries the moment it opened, so that whoever holds the id (ingest, an
// edge, a player) knows where `at` counts from without asking anybody.
//
// 10 characters of time (48 bits of ms since 1970) and 6 of chance (30 bits), in
// Crockford's base 32, lower case: ids sort as their streams opened. The layout is ULID's
// (github.com/ulid/spec) with less chance, because a room opens one stream at a time.

import type { StreamId } from './ids.ts'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const SHAPE = /^[0-7][0-9a-hjkmnp-tv-z]{15}$/
const TIME_CHARACTERS = 10
const CHANCE_CHARACTERS = 6

/** @param random gives numbers in [0, 1), as `Math.random` does */
export function newStreamId(openedAt: number, random: () => number): StreamId {
  const chance = Math.floor(random() * 32 ** CHANCE_CHARACTERS)
  return (base32(openedAt, TIME_CHARACTERS) + base32(chance, CHANCE_CHARACTERS)) as StreamId
}

export function parseStreamId(text: unknown): StreamId | undefined {
  return typeof text === 'string' && SHAPE.test(text) ? (text as StreamId) : undefined
}

/** When the stream opened, in ms since 1970. */
export function openedAt(stream: StreamId): number {
  let ms = 0
  for (const character of stream.slice(0, TIME_CHARACTERS))
    ms = ms * 32 + ALPHABET.indexOf(character)
  return ms
}

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
    text = ALPHABET[rest % 32] + text
  return text
}
