// Somebody without an account: an id that nobody can guess, and a name until they choose one.

import type { ViewerId } from '../engine/ids.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** 35 bits: among a million guests of a stream, a stranger's id is hit once in 34,000 tries. */
const CHARACTERS = 7

/** `g` and seven characters: short, because it travels with every message. */
export function newGuestId(random: () => number): ViewerId {
  let id = 'g'
  while (id.length <= CHARACTERS) id += ALPHABET[Math.floor(random() * ALPHABET.length)]
  return id as ViewerId
}

/** `Guest-ab12`: enough to tell two of them apart in a chat. */
export function guestName(id: ViewerId): string {
  return `Guest-${id.slice(-4)}`
}
