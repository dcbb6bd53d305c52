// Somebody without an account: an id from chance that nobody can guess, and a name until they choose one.

import type { ViewerId } from '../engine/ids.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** 40 bits: of 10,000 guests in a room two share an id once in 20,000 rooms. */
const CHARACTERS = 8

/** `g` and eight characters: short, because it travels with every message. */
export function newGuestId(random: () => number): ViewerId {
  let id = 'g'
  while (id.length <= CHARACTERS) id += ALPHABET[Math.floor(random() * ALPHABET.length)]
  return id as ViewerId
}

/** `Guest-ab12`: enough to tell two of them apart in a chat. */
export function guestName(id: ViewerId): string {
  return `Guest-${id.slice(-4)}`
}
