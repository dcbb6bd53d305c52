// The other rooms that share a connection: frames that name one of them are its own, and a no
// that names none concerns everybody on the connection.

import type { RoomId } from '../engine/ids.ts'
import type { PingFrame, ServerFrame } from '../engine/wire/frames.ts'
import type { Ended } from './link-owner.ts'

export type Guest = {
  readonly room: string
  /** The connection stands, perhaps another than before: the room may be entered over it. */
  opened(): void
  /** The connection is gone; another is on its way. */
  lost(): void
  /** There will be no other: from now on it is on its own. */
  alone(): void
  /** The edge does not want this client back, in whatever room. */
  ended(ending: Ended): void
  heard(frame: ServerFrame): void
  /** Nothing while it is not in its room. */
  ping(): PingFrame | undefined
}

export class Guests {
  readonly #byRoom = new Map<string, Guest>()
  readonly #leave: (room: RoomId) => void

  /** @param leave tells the edge that nobody is in a room any more */
  constructor(leave: (room: RoomId) => void) {
    this.#leave = leave
  }

  get size(): number {
    return this.#byRoom.size
  }

  /** Whether there is a place: a room is shared once. */
  add(guest: Guest): boolean {
    if (this.#byRoom.has(guest.room)) return false
    this.#byRoom.set(guest.room, guest)
    return true
  }

  delete(guest: Guest): void {
    if (this.#byRoom.get(guest.room) === guest) this.#byRoom.delete(guest.room)
  }

  /** @returns whether the frame was about another room than `own` */
  heard(frame: ServerFrame, own: string | undefined): boolean {
    const { room } = frame
    if (room !== undefined && room === own) return false
    if (room !== undefined) this.#heardIn(room, frame)
    else if (frame.t === 'no') for (const guest of [...this.#byRoom.values()]) guest.heard(frame)
    return room !== undefined
  }

  #heardIn(room: RoomId, frame: ServerFrame): void {
    const guest = this.#byRoom.get(room)
    if (guest) guest.heard(frame)
    else if (frame.t === 'welcome') this.#leave(room) // who asked to enter has gone meanwhile
  }

  pings(): PingFrame[] {
    return [...this.#byRoom.values()].flatMap(guest => guest.ping() ?? [])
  }

  opened(): void {
    for (const guest of [...this.#byRoom.values()]) guest.opened()
  }

  lost(): void {
    for (const guest of [...this.#byRoom.values()]) guest.lost()
  }

  alone(): void {
    for (const guest of this.#empty()) guest.alone()
  }

  ended(ending: Ended): void {
    for (const guest of this.#empty()) guest.ended(ending)
  }

  #empty(): Guest[] {
    const guests = [...this.#byRoom.values()]
    this.#byRoom.clear()
    return guests
  }
}
