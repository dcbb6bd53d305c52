// Where in the log a message goes. A lane is one room and one kind of message; its home
// partition is a hash of the two. While a lane is in a gear of one partition everything goes
// home; in a gear of several it is spread by sender, so that one person's messages keep
// their order.

import { hash } from 'node:crypto'
import type { RoomId, ViewerId } from './ids.ts'

/** One room and one kind of message, the unit that is written in order. */
export type Lane = string & { readonly Lane: unique symbol }

/** Room names hold no slash, so the two are always told apart. */
export function laneOf(room: RoomId, kind: string): Lane {
  return `${room}/${kind}` as Lane
}

export function roomOf(lane: Lane): RoomId {
  return lane.slice(0, lane.indexOf('/')) as RoomId
}

export function homePartition(lane: Lane, partitions: number): number {
  return numberOf(lane) % partitions
}

/** The partition of a sender's messages while the lane is spread over `width` partitions. */
export function spreadPartition(
  lane: Lane,
  sender: ViewerId,
  width: number,
  partitions: number,
): number {
  return (homePartition(lane, partitions) + (numberOf(sender) % width)) % partitions
}

/** What is taken back in a room comes in the order it was decided: all of it goes here. */
export function takedownPartition(room: RoomId, partitions: number): number {
  return homePartition(laneOf(room, 'takedown'), partitions)
}

/** The same for a person who is erased everywhere. */
export function erasurePartition(person: ViewerId, partitions: number): number {
  return numberOf(person) % partitions
}

/** The first 32 bits of its SHA-256. */
function numberOf(text: string): number {
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 8), 16)
}
