// Who goes where in an evening: rooms by a long tail, as live rooms have it. The room of rank r
// has 1/r of the viewers of the first (Zipf), so that a few rooms have half of everybody and most
// have a handful.

import type { RoomId } from '../../engine/ids.ts'

export class Crowd {
  readonly rooms: readonly RoomId[]
  readonly #upTo: Float64Array
  readonly #random: () => number

  constructor(rooms: number, random: () => number) {
    this.rooms = Array.from({ length: rooms }, (_, rank) => `room-${rank}` as RoomId)
    this.#upTo = new Float64Array(rooms)
    let sum = 0
    for (let rank = 0; rank < rooms; rank++) {
      sum += 1 / (rank + 1)
      this.#upTo[rank] = sum
    }
    this.#random = random
  }

  /** Where somebody goes who comes now. */
  choose(): RoomId {
    const at = this.#random() * (this.#upTo.at(-1) ?? 0)
    let [low, high] = [0, this.#upTo.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#upTo[middle] as number) > at) high = middle
      else low = middle + 1
    }
    return this.rooms[low] as RoomId
  }
}
