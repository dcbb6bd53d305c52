// The gears of all lanes, as one worker knows them.
//
// At each turn it tells the others how far behind its lanes are and hears the same of theirs.
// For the lanes whose home partition it owns it decides the gear, from the largest lag anybody
// tells, and publishes it; for all others it takes what is published. A gear is in force when
// it has been published: who cannot publish, because the store is away or because another
// worker has taken over, leaves the gears as they are.

import type { WorkerId } from '../ids.ts'
import { homePartition, type Lane } from '../partition.ts'
import type { LaneReport, Lanes, LanesNow } from '../ports/lanes.ts'
import { type Decision, type DecisionRule, decide, inGear, type LaneReading } from './decision.ts'
import type { Gear } from './gear.ts'
import type { Leases } from './leases.ts'

/** What a worker tells others of, the furthest behind first: more lanes are never in trouble at once. */
const MOST_TOLD = 200

export type GearboxOptions = {
  readonly lanes: Lanes
  readonly leases: Leases
  readonly worker: WorkerId
  readonly rule: DecisionRule
  /** A lane whose home is here has shifted. */
  readonly onGear: (lane: Lane, gear: Gear) => void
}

export class Gearbox {
  readonly #options: GearboxOptions
  /** Of the lanes that are decided here and are not simply in gear 1. */
  readonly #decisions = new Map<Lane, Decision>()
  #published: ReadonlyMap<Lane, Gear> = new Map()

  constructor(options: GearboxOptions) {
    this.#options = options
  }

  gearOf(lane: Lane): Gear {
    return this.#decisions.get(lane)?.transmission.gear ?? this.#published.get(lane) ?? 1
  }

  /**
   * @param own what this worker holds of every lane
   * @param owned the partitions that are this worker's
   * @throws Fault `store-unavailable`: all gears are as they were
   */
  async turn(own: readonly LaneReport[], owned: readonly number[], now: number): Promise<void> {
    const { lanes, worker } = this.#options
    const known = await lanes.exchange(worker, furthestBehind(own))
    this.#published = known.gears
    const isOurs = (lane: Lane) => owned.includes(this.#homeOf(lane))
    for (const lane of this.#decisions.keys()) if (!isOurs(lane)) this.#decisions.delete(lane)

    const others = known.reports.filter(report => report.worker !== worker)
    const readings = this.#read([...own, ...others], known)
    const ours = [...readings].filter(([lane]) => isOurs(lane))
    await Promise.all(ours.map(([lane, reading]) => this.#decide(lane, reading, now)))
  }

  /** A reading of every lane that is behind, or not in first gear. */
  #read(reports: readonly LaneReport[], { gears, pins }: LanesNow): Map<Lane, LaneReading> {
    const readings = new Map<Lane, LaneReading>()
    for (const lanes of [gears, pins, this.#decisions])
      for (const lane of lanes.keys())
        readings.set(lane, { lagMs: 0, load: 0, pinned: pins.get(lane) })

    const [engagesMs] = this.#options.rule.engageMs
    for (const { lane, lagMs, load } of reports) {
      const before = readings.get(lane)
      if (!before && lagMs < engagesMs) continue
      readings.set(lane, {
        lagMs: Math.max(before?.lagMs ?? 0, lagMs),
        load: (before?.load ?? 0) + load,
        pinned: before?.pinned,
      })
    }
    return readings
  }

  async #decide(lane: Lane, reading: LaneReading, now: number): Promise<void> {
    const published = this.#published.get(lane) ?? 1
    const before = this.#decisions.get(lane) ?? inGear(published)
    const decision = decide(before, reading, now, this.#options.rule)
    const { gear } = decision.transmission
    if (gear !== published && !(await this.#publish(lane, gear))) return
    if (gear === 1 && this.#isCalm(decision)) this.#decisions.delete(lane)
    else this.#decisions.set(lane, decision)
    if (gear !== before.transmission.gear) this.#options.onGear(lane, gear)
  }

  async #publish(lane: Lane, gear: Gear): Promise<boolean> {
    const { lanes, leases, worker } = this.#options
    const lease = await leases.take(lane, this.#homeOf(lane))
    if (lease && (await lanes.publish(worker, lease, gear))) return true
    // Somebody else decides: from what they have published it goes on, should it be ours again.
    if (lease) leases.lost(lease)
    this.#decisions.delete(lane)
    return false
  }

  #isCalm({ recent }: Decision): boolean {
    return recent.every(lagMs => lagMs < this.#options.rule.engageMs[0])
  }

  #homeOf(lane: Lane): number {
    return homePartition(lane, this.#options.rule.partitions)
  }
}

function furthestBehind(reports: readonly LaneReport[]): readonly LaneReport[] {
  if (reports.length <= MOST_TOLD) return reports
  return reports.toSorted((a, b) => b.lagMs - a.lagMs).slice(0, MOST_TOLD)
}
