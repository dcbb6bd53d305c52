// That this edge is up, said again and again; and whether what it knows can be relied on.
//
// A process that was stopped (frozen with its machine, suspended by a debugger) wakes up in the
// middle of what it was doing, with all it knew then. So an edge whose beat comes much too late,
// or whose lease has run out, takes nothing for granted: until everything has been read again it
// tells its viewers nothing and takes nothing from them.

import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../engine/fault.ts'
import type { EdgeReport, Edges } from '../engine/ports/edges.ts'

export type LeaseParts = {
  readonly edges: Pick<Edges, 'register' | 'leave'>
  readonly leaseMs: number
  /** What the edge says of itself now. */
  readonly report: () => EdgeReport
  /** Reads everything again. */
  readonly renewAll: () => Promise<unknown>
  /** ms by a clock that nobody sets, and that goes on while this process is stopped. */
  readonly upMs: () => number
  /** Another process has taken our id. */
  readonly taken: (fault: Fault) => void
}

export class Lease {
  readonly #parts: LeaseParts
  #beatAt: number
  #isKnown = false
  #isStale = false

  constructor(parts: LeaseParts) {
    this.#parts = parts
    this.#beatAt = parts.upMs()
  }

  /** False after a long sleep, until everything was read again. */
  get isCurrent(): boolean {
    return !this.#isStale && !this.#hasSlept
  }

  /**
   * Begins it. An edge that has just ended without a word holds its id for a lease longer; so
   * long we wait.
   * @throws Fault `edge-id-taken` when another process goes on using the id
   */
  async begin(): Promise<void> {
    const { edges, leaseMs, report, upMs } = this.#parts
    const deadline = upMs() + 1.5 * leaseMs
    while ((await edges.register(report())) === 'taken') {
      if (upMs() > deadline) throw taken(report())
      await pause(leaseMs / 10)
    }
    this.#beatAt = upMs()
    this.#isKnown = true
  }

  async beat(): Promise<void> {
    if (this.#hasSlept) this.#isStale = true
    this.#beatAt = this.#parts.upMs()
    const standing = await this.#parts.edges.register(this.#parts.report())
    if (standing !== 'held' && this.#isKnown) this.#isStale = true
    if (standing === 'taken') return this.#parts.taken(taken(this.#parts.report()))
    if (!this.#isStale) return
    await this.#parts.renewAll()
    this.#isStale = false
  }

  async end(): Promise<void> {
    await this.#parts.edges.leave(this.#parts.report())
  }

  get #hasSlept(): boolean {
    return this.#parts.upMs() - this.#beatAt > this.#parts.leaseMs
  }
}

function taken({ id }: EdgeReport): Fault {
  return new Fault(
    'edge-id-taken',
    `edge.id: another process is up as the edge "${id}"; give each an id of its own, or leave it empty`,
  )
}
