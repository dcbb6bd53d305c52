// What becomes of streams as they grow old: out of the archive into cold files, and deleted in
// the end. What people were erased of leaves with the law's leave.
//
// Now and then somebody looks which streams are due, and makes a job of each; the same one made
// by several is one. The archive knows what is due until it is done: a job that was lost, or
// failed for good, is made anew the next time but one, so that an outage of hours costs hours
// and nothing else.

import type { StreamId } from '../engine/ids.ts'
import type { Job, Jobs } from '../engine/ports/jobs.ts'
import type { Due } from '../engine/ports/tiers.ts'
import { type CoolingParts, cool, deleteStream, dropCooled } from './cooling.ts'
import { SEAL, streamOf } from './end-of-stream.ts'

export type RetirementSettings = {
  /** 0: never. */
  readonly coldAfterMs: number
  /** 0: never. */
  readonly deleteAfterMs: number
  /** How long the law wants kept what was said; 0: it does not ask. */
  readonly retentionMs: number
}

export type RetirementParts = CoolingParts & {
  readonly jobs: Jobs
  readonly settings: RetirementSettings
  /** It could not be looked; it is, the next time. */
  readonly onTrouble: (cause: unknown) => void
}

const COOL = 'cool'
const DROP = 'drop'
const DELETE = 'delete'
const LOOK_MS = 60_000
/** One job for a stream and thing within this time. */
const AGAIN_MS = 600_000
/** A stream that has been over for so long and was not sealed is looked at again. */
const UNSEALED_MS = 120_000
/** By then nobody reads the old places any more, also not who had just begun. */
const DROP_AFTER_MS = 60_000
/** Jobs made in one look: more are made in the next. */
const AT_ONCE = 100

export class Retirement {
  readonly #parts: RetirementParts
  readonly #looks: NodeJS.Timeout
  readonly #stops: (() => Promise<void>)[] = []
  #looking: Promise<void> | undefined

  static async start(parts: RetirementParts): Promise<Retirement> {
    const retirement = new Retirement(parts)
    const { jobs } = parts
    retirement.#stops.push(
      await jobs.work(COOL, job => retirement.#unlessAhead(job, cool)),
      await jobs.work(DROP, job => retirement.#unlessAhead(job, dropCooled)),
      await jobs.work(DELETE, job => deleteStream(parts, streamOf(job))),
    )
    return retirement
  }

  private constructor(parts: RetirementParts) {
    this.#parts = parts
    this.#looks = setInterval(() => void this.look(), LOOK_MS).unref()
  }

  /** Makes jobs of what is due. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch(this.#parts.onTrouble)
      .finally(() => {
        this.#looking = undefined
      })
    return this.#looking
  }

  async close(): Promise<void> {
    clearInterval(this.#looks)
    await this.#looking
    for (const stop of this.#stops) await stop()
  }

  async #look(): Promise<void> {
    const { archive, now, settings } = this.#parts
    const { coldAfterMs, deleteAfterMs, retentionMs } = settings
    const { tiers, takebacks } = archive
    const at = now()
    await this.#make(SEAL, await tiers.unsealed(at - UNSEALED_MS, AT_ONCE))
    if (deleteAfterMs > 0)
      await this.#make(DELETE, await tiers.deletable(at - deleteAfterMs, AT_ONCE))
    if (coldAfterMs > 0) await this.#make(COOL, await tiers.coolable(at - coldAfterMs, AT_ONCE))
    await this.#make(COOL, await tiers.rewritable(AT_ONCE))
    const unswept = await tiers.unswept(at - DROP_AFTER_MS, AT_ONCE)
    await this.#make(
      DROP,
      unswept.filter(({ tier }) => tier === 'cold'),
    )
    await this.#make(
      DELETE,
      unswept.filter(({ tier }) => tier === 'deleted'),
    )
    await takebacks.purge(at - retentionMs)
  }

  async #make(name: string, due: readonly Due[]): Promise<void> {
    const { jobs, now } = this.#parts
    const round = Math.floor(now() / AGAIN_MS)
    for (const { stream, files = '' } of due) {
      const id = `${name}-${(files || stream).replace('/', '-')}-${round}`
      await jobs.add({ id, name, payload: { stream, files }, due: now() })
    }
  }

  /** Other files than the job was made for: it is done, or of newer files not due yet. */
  async #unlessAhead(
    job: Job,
    work: (parts: CoolingParts, stream: StreamId) => Promise<void>,
  ): Promise<void> {
    const stream = streamOf(job)
    const files = (await this.#parts.archive.tiers.files(stream)) ?? ''
    if (files === job.payload.files) await work(this.#parts, stream)
  }
}
