// What viewers say on replays goes into the archive some at a time: each write makes new
// generations of what it touches, and one for all who spoke within a moment is enough. Whoever
// speaks is answered when the archive has it. So many may wait and no more.

import { Fault } from '../engine/fault.ts'
import type { StreamId } from '../engine/ids.ts'
import type { Overlay, OverlayRow } from '../engine/ports/overlay.ts'
import type { Step } from '../engine/uplink/step.ts'

type Waiting = { readonly row: OverlayRow; readonly settle: (failure?: unknown) => void }

const GATHER_MS = 500
const MOST_WAITING = 1_000
const RETRY_MS = 1_000

export class OverlayWriter {
  readonly #overlay: Pick<Overlay, 'add'>
  readonly #waiting = new Map<StreamId, Waiting[]>()
  #waits = 0

  constructor(overlay: Pick<Overlay, 'add'>) {
    this.#overlay = overlay
  }

  /** The last step of the climb. */
  readonly keep: Step = async climber => {
    if (this.#waits >= MOST_WAITING) return { why: 'overloaded', retryMs: RETRY_MS }
    try {
      await this.#add(climber)
      return climber
    } catch (error) {
      if (error instanceof Fault) return { why: 'unavailable', retryMs: RETRY_MS }
      throw error
    }
  }

  #add(row: OverlayRow): Promise<void> {
    const { stream } = row.message
    this.#waits++
    return new Promise((resolve, reject) => {
      const settle = (failure?: unknown) => (failure ? reject(failure) : resolve())
      const line = this.#waiting.get(stream)
      if (line) line.push({ row, settle })
      else {
        this.#waiting.set(stream, [{ row, settle }])
        setTimeout(() => void this.#write(stream), GATHER_MS)
      }
    })
  }

  async #write(stream: StreamId): Promise<void> {
    const line = this.#waiting.get(stream) ?? []
    this.#waiting.delete(stream)
    let failure: unknown
    try {
      const rows = line.map(({ row }) => row)
      const isThere = await this.#overlay.add(stream, rows)
      if (!isThere) failure = new Fault('archive-unavailable', `stream ${stream} is not archived`)
    } catch (error) {
      failure = error
    }
    this.#waits -= line.length
    for (const { settle } of line) settle(failure)
  }
}
