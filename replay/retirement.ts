// What becomes of streams as they grow old: out of the archive into cold files, and deleted in
// the end. What people were erased of leaves with the law's leave.
//
// Now and then somebody looks which streams are due, and makes a job of each; the same one made
// by several is one. A job that failed for good is made anew the next time but one, so
// that an outage of hours costs hours and nothing else.

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
      await jobs.work(COOL, job => retirement.#cool(job)),
      await jobs.work(DROP, job => dropCooled(parts, streamOf(job))),
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
    await takebacks.purge(at - retentionMs)
  }

  async #make(name: string, due: readonly Due[]): Promise<void> {
    const { archive, jobs, now } = this.#parts
    const round = Math.floor(now() / AGAIN_MS)
    for (const { stream } of due) {
      const instead = name === COOL ? ((await archive.tiers.files(stream)) ?? '') : ''
      await jobs.add({
        id: `${name}-${stream}-${round}`,
        name,
        payload: { stream, instead },
        due: now(),
      })
    }
  }

  /** One that was killed after the archive was told finds other files there, and goes on. */
  async #cool(job: Job): Promise<void> {
    const { archive, jobs, now } = this.#parts
    const stream = streamOf(job)
    const files = async () => (await archive.tiers.files(stream)) ?? ''
    if ((await files()) === String(job.payload.instead)) await cool(this.#parts, stream)
    const payload: Job['payload'] = { stream }
    const id = `${DROP}-${(await files()).replace('/', '-')}`
    await jobs.add({ id, name: DROP, payload, due: now() + DROP_AFTER_MS })
  }
}
