// Somebody without an account: an id from chance that nobody can guess.

import type { ViewerId } from '../engine/ids.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** 41 bits: of 10,000 guests in a room two share an id once in 50,000 rooms. */
const CHARACTERS = 7

/** `g` and seven characters: short, because it travels with every message. */
export function newGuestId(random: () => number): ViewerId {
  let id = 'g'
  while (id.length <= CHARACTERS) id += ALPHABET[Math.floor(random() * ALPHABET.length)]
  return id as ViewerId
}
