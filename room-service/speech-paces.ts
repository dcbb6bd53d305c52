// How much is let be said here in each room by those who are not on an edge. This process draws on
// a room's budget as the room's edges do: however many room services there are, all of them and
// the edges together let through what the room's rate says. A room asks for nothing until
// somebody speaks in it here.

import { LRUCache } from 'lru-cache'
import type { Now } from '../engine/clock.ts'
import type { EdgeId, RoomId } from '../engine/ids.ts'
import type { Budgets } from '../engine/ports/budgets.ts'
import type { RoomSettings } from '../engine/room.ts'
import { newAllotment } from '../engine/uplink/allotment.ts'
import { Allowances, type AllowancesParts, type SpokenIn } from '../engine/uplink/allowances.ts'
import type { RoomState } from '../engine/uplink/step.ts'

/** A room that falls out asks anew; what it held is taken back as of an edge that has gone. */
const KNOWN_ROOMS = 10_000

export type SpeechPacesParts = {
  readonly budgets: Pick<Budgets, 'exchange'>
  /** By which the budgets know this process. */
  readonly name: string
  readonly everyMs: number
  readonly count: AllowancesParts<Paced>['count']
  readonly now: Now
}

type Paced = SpokenIn & { settings: RoomSettings; share: number }

export class SpeechPaces {
  readonly #everyMs: number
  readonly #rooms = new LRUCache<RoomId, { readonly room: Paced }>({ max: KNOWN_ROOMS })
  readonly #allowances: Allowances<Paced>
  #isAsking = false
  #timer: NodeJS.Timeout | undefined

  constructor({ name, everyMs, ...parts }: SpeechPacesParts) {
    this.#everyMs = everyMs
    this.#allowances = new Allowances({
      ...parts,
      rooms: { all: () => this.#rooms.values() },
      edge: name as EdgeId,
      shareOf: ({ share }) => share,
    })
  }

  start(): void {
    this.#timer = setInterval(() => void this.beat(), this.#everyMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Asks for what will be needed; while an answer is still awaited, nothing. */
  async beat(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    await this.#allowances.beat()
    this.#isAsking = false
  }

  /** @param edges of the room; beside them this process is one more that draws on the budget */
  of(id: RoomId, settings: RoomSettings, edges: number): RoomState {
    const share = 1 / (edges + 1)
    const known = this.#rooms.get(id)
    if (known) {
      Object.assign(known.room, { settings, share })
      return known.room.uplink
    }
    const budget = { held: newAllotment(), share, everyMs: this.#everyMs }
    const room: Paced = { id, settings, share, uplink: { tokens: undefined, budget } }
    this.#rooms.set(id, { room })
    return room.uplink
  }
}
