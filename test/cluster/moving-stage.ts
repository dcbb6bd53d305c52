// A cluster whose rooms are full and talk, for tests in which its edges come and go: a big room
// and many small ones, a crowd on bare sockets and some viewers over the SDK among them.

import { setTimeout as pause } from 'node:timers/promises'
import type { Count } from '../../engine/ports/member-store.ts'
import type { WireMessage } from '../../engine/wire/message.ts'
import { until } from '../until.ts'
import { Flow } from './flow.ts'
import { MovingCrowd } from './moving-crowd.ts'
import type { Look, Reckoned, SaidIn } from './moving-orders.ts'
import { type SdkWatcher, sdkWatchers } from './sdk-watchers.ts'
import { Shown } from './shown.ts'
import { Stand } from './stand.ts'

export const BIG = 'big'
/** A big room is read once in it. */
export const TICK_MS = 1_000
const BIG_VIEWERS = 1_000
const BIG_PER_SECOND = 20
const SMALL_ROOMS = 200
const SMALL_VIEWERS = 10
/** 200 rooms that are told something so often: 80 messages a second. */
const SMALL_EVERY_MS = 2_500
export const CROWD = BIG_VIEWERS + SMALL_ROOMS * SMALL_VIEWERS
const SDK_BIG = 30
/** Small rooms in which there is a viewer over the SDK too. */
const SDK_SMALL = 20
const AT_ONCE = 20

export const MOVES_PER_SECOND = 300
export const LEASE_MS = 6_000
const SETTINGS = {
  BARRAGE_ROOMS_MOVES_PER_SECOND: `${MOVES_PER_SECOND}`,
  /** The big room spreads over three edges. */
  BARRAGE_ROOMS_VIEWERS_PER_EDGE: '400',
  BARRAGE_EDGE_DRAIN_MS: '12000',
  BARRAGE_EDGE_LEASE_MS: `${LEASE_MS}`,
}
const ENTER_MS = 90_000
const SETTLE_MS = 20_000
const CALM_MS = 2_500
const LOOK_MS = 250

export type Seen = Look &
  Reckoned & {
    readonly sdk: Sdk
    /** What the application was told instead of an acknowledgement, ever. */
    readonly noes: readonly string[]
  }
export type Sdk = {
  /** Over all of its viewers: acknowledged and not shown, shown twice, shown out of order. */
  readonly lost: number
  readonly twice: number
  readonly misordered: number
  readonly away: number
}

/** The last number that was shown, by bucket. */
type Last = Map<string, number>
type Seat = { readonly room: string; readonly watcher: SdkWatcher; misordered: number }

export class MovingStage {
  readonly stand: Stand
  readonly crowd = new MovingCrowd()
  readonly #flows = new Map<string, Flow>()
  readonly #seats: Seat[] = []
  /** Beside what flows, by room: ids. */
  readonly #spoken = new Map<string, Set<string>>()

  static async start(): Promise<MovingStage> {
    const stage = new MovingStage(await Stand.start(SETTINGS))
    try {
      await stage.#fill()
      return stage
    } catch (failure) {
      await stage.stop()
      throw failure
    }
  }

  private constructor(stand: Stand) {
    this.stand = stand
  }

  async stop(): Promise<void> {
    for (const flow of this.#flows.values()) void flow.end()
    for (const { watcher } of this.#seats) watcher.room.close()
    this.crowd.stop()
    await this.stand.stop()
  }

  /** Everybody talks while this is done; then it is told what became of everything so far. */
  async during(what: () => Promise<void>): Promise<Seen> {
    await this.crowd.look()
    for (const seat of this.#seats) seat.misordered = 0
    await what()
    const look = await this.crowd.look()
    await this.#quiet()
    const reckoned = await this.#settled()
    this.#talk()
    return { ...look, ...reckoned, sdk: this.#sdk(), noes: this.#noes() }
  }

  /** Nobody has been told to move for a while. */
  async calm(): Promise<void> {
    let [moves, since] = [-1, performance.now()]
    const isCalm = async () => {
      const now = await this.edgesSum('moves_total')
      if (now !== moves) [moves, since] = [now, performance.now()]
      else await pause(LOOK_MS)
      return performance.now() - since > CALM_MS
    }
    await until(isCalm, { withinMs: 60_000, what: 'nobody moves any more' })
  }

  /** Of every edge that runs. */
  async edges(metric: string): Promise<Map<string, number>> {
    const { cluster } = this.stand
    const names = cluster.processes().filter(({ name }) => name.startsWith('edge'))
    const told = await Promise.all(
      names.map(async ({ name }) => {
        const text = await fetch(`${cluster.urlOf(name)}/metrics`, {
          signal: AbortSignal.timeout(2_000),
        })
          .then(answer => answer.text())
          .catch(() => '')
        const found = new RegExp(`^barrage_${metric} (\\d+)`, 'm').exec(text)?.[1]
        return [name, Number(found ?? -1)] as const
      }),
    )
    return new Map(told.filter(([, number]) => number >= 0))
  }

  async edgesSum(metric: string): Promise<number> {
    return [...(await this.edges(metric)).values()].reduce((sum, one) => sum + one, 0)
  }

  /** The edge that a viewer is at, by the address of its socket. */
  edgeAt(url: string): string {
    const port = Number(new URL(url).port)
    const edge = this.stand.cluster.processes().find(one => one.port === port)
    if (!edge) throw new Error(`no edge at ${url}`)
    return edge.name
  }

  /** Who is in the room, as the member store says. */
  async count(room: string): Promise<Count> {
    const path = `/admin/v1/rooms/${room}`
    const { body } = await this.stand.operator<{ members: Count }>('GET', path)
    return body.members
  }

  /** Everybody over the SDK says something; resolves when all of it was acknowledged. */
  async speak(): Promise<void> {
    const said = this.#seats.map(async ({ room, watcher }) => {
      const { id } = await watcher.room.send(`spoken ${Math.random()}`)
      this.acknowledge(room, [{ id }])
    })
    await Promise.all(said)
  }

  /** It was said in the room by somebody else. */
  acknowledge(room: string, said: readonly { readonly id: string }[]): void {
    const spoken = this.#spoken.get(room) ?? new Set()
    for (const { id } of said) spoken.add(id)
    this.#spoken.set(room, spoken)
  }

  /** How many people the room has in truth. */
  here(room: string): number {
    const seats = this.#seats.filter(one => one.room === room).length
    return seats + (room === BIG ? BIG_VIEWERS : SMALL_VIEWERS)
  }

  async #fill(): Promise<void> {
    const small = Array.from({ length: SMALL_ROOMS }, (_, n) => `small-${n}`)
    const left = [BIG, ...small]
    while (left.length > 0) await Promise.all(left.splice(0, AT_ONCE).map(room => this.#open(room)))
    const { url } = this.stand.cluster
    const all = small.map(room => ({ room, viewers: SMALL_VIEWERS, everyMs: SMALL_EVERY_MS }))
    this.crowd.enter(url, [{ room: BIG, viewers: BIG_VIEWERS, everyMs: TICK_MS }, ...all])
    await this.#seat(BIG, SDK_BIG)
    for (const room of small.slice(0, SDK_SMALL)) await this.#seat(room, 1)
    const isIn = async () => {
      await pause(LOOK_MS)
      return (await this.crowd.look()).present === CROWD
    }
    await until(isIn, { withinMs: ENTER_MS, what: 'everybody is in' })
    await this.calm() // the big room has spread meanwhile
    const say = (room: string, perSecond: number, everyMs?: number) =>
      this.#flows.set(
        room,
        new Flow(this.stand, room, { perSecond, ...(everyMs ? { everyMs } : {}) }),
      )
    say(BIG, BIG_PER_SECOND)
    for (const room of small) say(room, 1_000 / SMALL_EVERY_MS, SMALL_EVERY_MS)
    this.#talk()
  }

  /**
   * Something has been said before anybody comes: numbers have begun. Who moves just as they begin
   * is told the first message twice, and drops it by its id; this crowd counts.
   */
  async #open(room: string): Promise<void> {
    await this.stand.openRoom(room)
    const first = { cid: 'first', body: { text: 'first' }, from: { id: 'first', name: 'first' } }
    await this.stand.application('POST', `/v1/rooms/${room}/messages`, { messages: [first] })
    const isStored = async () => {
      const path = `/admin/v1/rooms/${room}`
      const { body } = await this.stand.operator<{ stored?: { low: number } }>('GET', path)
      return (body.stored?.low ?? 0) > 0
    }
    await until(isStored, { withinMs: ENTER_MS, what: 'the first message is stored' })
  }

  async #seat(room: string, size: number): Promise<void> {
    const { url } = this.stand.cluster
    for (const watcher of await sdkWatchers(url, room, size, new Shown())) {
      const seat: Seat = { room, watcher, misordered: 0 }
      const last: Last = new Map()
      watcher.room.on('messages', ({ messages }) => {
        if (!isInOrder(messages, last)) seat.misordered++
      })
      this.#seats.push(seat)
    }
  }

  /** Rooms begin one after the other, so that not all talk at the same moment. */
  #talk(): void {
    let nth = 0
    for (const flow of this.#flows.values())
      setTimeout(() => flow.begin(), (SMALL_EVERY_MS * nth++) / this.#flows.size)
  }

  async #quiet(): Promise<void> {
    await pause(SMALL_EVERY_MS) // those that have not begun yet have begun by then
    await Promise.all([...this.#flows.values()].map(flow => flow.end()))
  }

  async #settled(): Promise<Reckoned> {
    const said: SaidIn = Object.fromEntries(
      [...this.#flows].map(([room, { unsure }]) => {
        return [room, { acknowledged: this.#acknowledged(room).length, unsure }]
      }),
    )
    let told = await this.crowd.reckon(said)
    const isWhole = async () => {
      told = await this.crowd.reckon(said)
      await pause(LOOK_MS)
      return told.lost === 0 && this.#sdk().lost === 0
    }
    await until(isWhole, { withinMs: SETTLE_MS, what: 'all have everything' }).catch(() => {})
    return told
  }

  #acknowledged(room: string): readonly string[] {
    return [
      ...(this.#flows.get(room)?.acknowledged.keys() ?? []),
      ...(this.#spoken.get(room) ?? []),
    ]
  }

  #noes(): string[] {
    return [...this.#flows].flatMap(([room, { noes }]) =>
      [...noes].map(([what, times]) => `${room}: ${times} × ${what}`),
    )
  }

  #sdk(): Sdk {
    const sum = { lost: 0, twice: 0, misordered: 0, away: 0 }
    for (const { room, watcher, misordered } of this.#seats) {
      for (const id of this.#acknowledged(room)) if (!watcher.hasShown(id)) sum.lost++
      sum.twice += watcher.twice()
      sum.misordered += misordered
      if (watcher.room.state !== 'open') sum.away++
    }
    return sum
  }
}

/** Within a frame the order is of time, and from frame to frame of numbers. */
function isInOrder(messages: readonly WireMessage[], last: Last): boolean {
  const before = new Map(last)
  let at = 0
  return messages.every(({ priority = 'low', seq, at: said }) => {
    const isAfter = seq > (before.get(priority) ?? 0) && said >= at
    at = said
    last.set(priority, Math.max(seq, last.get(priority) ?? 0))
    return isAfter
  })
}
