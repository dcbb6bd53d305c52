// Where in the log a message goes: to its lane's home partition, or, while the lane is in a gear
// of several partitions, to one of them by its sender, so that one person's messages keep
// their order.
//
// The published gears are looked at a few times a second. While they cannot be read, they are
// taken to be what they were.

import type { RoomId, ViewerId } from '../ids.ts'
import { type Gear, isSpread } from '../ingest/gear.ts'
import { homePartition, type Lane, laneOf, spreadPartition } from '../partition.ts'
import type { Lanes } from '../ports/lanes.ts'

/** Well below the lag at which a lane leaves first gear. */
const LOOK_MS = 200

/** What of a message says where it goes. */
export type Routed = {
  readonly room: RoomId
  readonly kind: string
  readonly from: { readonly id: ViewerId }
}

export class Routing {
  readonly #lanes: Pick<Lanes, 'gears'>
  readonly #partitions: number
  readonly #looks: NodeJS.Timeout
  #gears: ReadonlyMap<Lane, Gear> = new Map()
  #look: Promise<void> | undefined

  constructor(lanes: Pick<Lanes, 'gears'>, partitions: number) {
    this.#lanes = lanes
    this.#partitions = partitions
    this.#looks = setInterval(() => this.#refresh(), LOOK_MS).unref()
    this.#refresh()
  }

  partitionOf({ room, kind, from }: Routed): number {
    const lane = laneOf(room, kind)
    return isSpread(this.#gears.get(lane) ?? 1)
      ? spreadPartition(lane, from.id, this.#partitions, this.#partitions)
      : homePartition(lane, this.#partitions)
  }

  async close(): Promise<void> {
    clearInterval(this.#looks)
    await this.#look
  }

  #refresh(): void {
    this.#look ??= this.#read().finally(() => {
      this.#look = undefined
    })
  }

  async #read(): Promise<void> {
    try {
      this.#gears = await this.#lanes.gears()
    } catch {
      // They stay as they were: a lane goes on where it is.
    }
  }
}
