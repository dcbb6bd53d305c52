// The movers of all edges of a simulated evening: what edge/mover.ts carries out over sockets,
// carried out on numbers, by the same decisions. Who is told to go sits there a second later.

import {
  arrived,
  drainRate,
  inOrderOfMoving,
  MOVE_BEAT_MS,
  settledSince,
  shareOfMoves,
  tokensOf,
} from '../../edge/moves.ts'
import type { EdgeId, RoomId } from '../../engine/ids.ts'
import { withSpare } from '../../engine/placement/choose.ts'
import { type Overflow, overflow } from '../../engine/placement/overflow.ts'
import type { Heard } from '../../engine/placement/places.ts'
import type { Ring } from '../../engine/placement/ring.ts'
import type { RoomSpread, Spreads } from '../../engine/placement/spreads.ts'
import type { Sitter, Sitting } from './sitting.ts'

const BEATS = 1_000 / MOVE_BEAT_MS

type Unsettled = { readonly sessions: Sitter[]; readonly room: RoomId; readonly spread: RoomSpread }
type Drain = { readonly perSecond: number; readonly untilMs: number }

export class Moving {
  readonly drains = new Map<EdgeId, Drain>()
  told = 0
  readonly #sitting: Sitting
  readonly #spreads: Spreads
  readonly #movesPerSecond: number
  readonly #leaseMs: number
  #cameBefore = 0
  readonly #tokens = new Map<EdgeId, number>()
  readonly #firsts = new Map<RoomId, EdgeId>()
  #ring: Ring | undefined
  #onTheWay: Sitter[] = []

  constructor(sitting: Sitting, spreads: Spreads, movesPerSecond: number, leaseMs: number) {
    this.#leaseMs = leaseMs
    this.#sitting = sitting
    this.#spreads = spreads
    this.#movesPerSecond = movesPerSecond
  }

  drain(edge: EdgeId, now: number, drainMs: number): void {
    const perSecond = drainRate(this.#sitting.connections.get(edge) ?? 0, drainMs)
    this.drains.set(edge, { perSecond, untilMs: now + drainMs })
  }

  /** A second of all edges. Who moves: so many. */
  async second(heard: Heard, now: number): Promise<void> {
    this.#cameBefore = settledSince(now, this.#leaseMs)
    for (const edge of this.#sitting.held.keys()) await this.#look(edge, heard)
  }

  /** Who was told a second ago has gone, unless the new edge has died or it left meanwhile. */
  arrive({ ring, epoch }: Heard, now: number, isUp: (edge: EdgeId) => boolean): void {
    const coming = this.#onTheWay
    this.#onTheWay = []
    for (const one of coming) {
      const to = one.moving?.to
      if (to === undefined) continue
      one.moving = undefined
      if (!isUp(to) || !isUp(one.edge)) continue
      this.#sitting.getUp(one)
      this.#sitting.sit(one, to, now)
      const width = this.#sitting.rooms.get(one.room)?.width ?? 1
      const clockwise = ring.place(one.room, width + 1)
      const others = clockwise.slice(0, width).filter(edge => edge !== to)
      one.addresses = withSpare([to, ...others], clockwise, width)
      one.ticket = { edges: one.addresses, epoch }
    }
  }

  async #look(edge: EdgeId, heard: Heard): Promise<void> {
    const unsettled: Unsettled[] = []
    for (const [room, sessions] of this.#sitting.held.get(edge) ?? []) {
      if (this.#sitting.isSmall(room) && this.#firstOf(room, heard.ring) === edge) continue
      const spread = await this.#spreads.of(room)
      const one = { room, sessions, spread }
      if (overflowOf(one, edge, heard, sessions.length).size > 0) unsettled.push(one)
    }
    const perSecond = shareOfMoves({
      movesPerSecond: this.#movesPerSecond,
      draining: [...this.drains.keys()].filter(other => other !== edge).length,
      serving: heard.ring.edges.filter(other => other !== edge).length,
      drainPerSecond: this.drains.get(edge)?.perSecond,
    })
    const queue = inOrderOfMoving(unsettled, 'busiest')
    let tokens = this.#tokens.get(edge) ?? 0
    for (let beat = 0; beat < BEATS; beat++) {
      tokens = tokensOf(tokens, perSecond)
      while (queue[0] && tokens >= 1) {
        const told = this.#moveSome(queue[0], edge, heard, Math.floor(tokens))
        tokens -= told
        if (told === 0) queue.shift() // all of it that may move is told
      }
    }
    this.#tokens.set(edge, tokens)
  }

  /** Its one edge, looked up once a ring: most rooms are small and where they belong. */
  #firstOf(room: RoomId, ring: Ring): EdgeId | undefined {
    if (this.#ring !== ring) this.#firsts.clear()
    this.#ring = ring
    const first = this.#firsts.get(room) ?? ring.place(room, 1)[0]
    if (first !== undefined) this.#firsts.set(room, first)
    return first
  }

  #moveSome(room: Unsettled, edge: EdgeId, heard: Heard, most: number): number {
    const staying = room.sessions.filter(({ moving }) => moving === undefined)
    const isDraining = this.drains.has(edge)
    const movable = staying.filter(({ cameAt }) => isDraining || cameAt <= this.#cameBefore)
    let told = 0
    for (const [to, many] of overflowOf(room, edge, heard, staying.length))
      for (let n = 0; n < many && told < most; n++) {
        const one = movable.pop()
        if (!one) break
        one.moving = { to }
        this.#onTheWay.push(one)
        told++
      }
    this.told += told
    return told
  }
}

/** The part of mover.ts that reads sessions. */
function overflowOf(
  { room, sessions, spread }: Unsettled,
  edge: EdgeId,
  heard: Heard,
  staying: number,
): Overflow {
  const place = heard.ring.place(room, spread.width)
  if (place.length === 1 && place[0] === edge) return NOBODY
  return overflow(edge, place, arrived(spread.edges, sessions).set(edge, staying))
}

const NOBODY: Overflow = new Map()
