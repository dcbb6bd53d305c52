// An edge is given rooms once it was found at the address it gives: asked there, it says by its
// id that it is itself. One that lies, or that nobody can reach, stays `joining` and is logged.

import Type from 'typebox'
import Value from 'typebox/value'
import type { Places } from '../engine/placement/places.ts'
import type { Edges, KnownEdge } from '../engine/ports/edges.ts'

/** Sooner than what was heard of the edges is old, so that nobody who joins has to ask. */
const LOOK_MS = 400
/** What fails once may only be starting, or ending. */
const PATIENCE = 4
/** An edge that answers later than this is none to send viewers to. */
const ANSWER_MS = 2_000

const Identity = Type.Object({ id: Type.String(), instance: Type.String() })

export type EdgeCheckParts = {
  readonly edges: Pick<Edges, 'confirm'>
  readonly places: Places
  /** False: an edge is believed. Where viewers reach edges by an address they share. */
  readonly asks: boolean
  /** An edge cannot be confirmed; told once of each. */
  readonly unconfirmed: (edge: KnownEdge, why: string) => void
  /** A failure nobody else was told of: to be logged. */
  readonly fault: (failure: unknown) => void
}

export class EdgeCheck {
  readonly #parts: EdgeCheckParts
  /** Being asked, by instance. */
  readonly #asking = new Map<string, Promise<void>>()
  /** How often in a row each could not be confirmed, by instance. */
  readonly #failed = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: EdgeCheckParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.look().catch(this.#parts.fault), LOOK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Asks all that join, and waits for their answers. */
  async look(): Promise<void> {
    const { edges } = await this.#parts.places.refresh()
    const joining = edges.filter(({ state }) => state === 'joining')
    for (const instance of this.#failed.keys())
      if (!joining.some(edge => edge.instance === instance)) this.#failed.delete(instance)
    await Promise.all(joining.map(edge => this.#askOnce(edge)))
  }

  #askOnce(edge: KnownEdge): Promise<void> {
    const { instance } = edge
    const asking =
      this.#asking.get(instance) ?? this.#ask(edge).finally(() => this.#asking.delete(instance))
    this.#asking.set(instance, asking)
    return asking
  }

  async #ask(edge: KnownEdge): Promise<void> {
    const { edges, places, asks, unconfirmed } = this.#parts
    const wrong = asks ? await wrongWith(edge) : undefined
    if (wrong === undefined) {
      await edges.confirm(edge)
      await places.refresh()
      return
    }
    const times = (this.#failed.get(edge.instance) ?? 0) + 1
    this.#failed.set(edge.instance, times)
    if (times === PATIENCE) unconfirmed(edge, wrong)
  }
}

/** What keeps the edge from being what it says, if anything. */
async function wrongWith({ id, instance, url }: KnownEdge): Promise<string | undefined> {
  try {
    const response = await fetch(`${url.replace(/^ws/, 'http')}/v1/edge`, {
      redirect: 'error', // a WebSocket does not follow one either
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const answer: unknown = await response.json()
    if (!Value.Check(Identity, answer)) return `what answers at ${url} is no edge`
    if (answer.id !== id) return `at ${url} there is another edge, "${answer.id}"`
    return answer.instance === instance ? undefined : `at ${url} there is another process`
  } catch (failure) {
    const { cause, message } = failure as Error
    return `${url} does not answer: ${cause instanceof Error ? cause.message : message}`
  }
}
