// What a scenario has happen to the crowd and around it, when its second has come.

import type { Abused } from '../abuse/abuse-child.ts'
import { AbuseCrowd } from '../abuse/abuse-crowd.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { Crowd } from '../crowd/crowd.ts'
import type { Happening, Requests } from '../scenario.ts'
import { sharedNow } from '../shared-clock.ts'
import { momentAt, type Plan } from './plan.ts'
import type { Stage } from './stage.ts'

export type Happened = { readonly second: number; readonly text: string }

export type HappeningsParts = {
  readonly plan: Plan
  readonly stage: Stage
  readonly crowd: Crowd
  readonly ledger: Ledger
}

export class Happenings {
  readonly happened: Happened[] = []
  readonly #parts: HappeningsParts
  readonly #toCome: Happening[]
  readonly #requests: Requests[]
  readonly #abuse = new AbuseCrowd()

  constructor(parts: HappeningsParts) {
    const moment = momentAt(parts.plan, 0)
    const { happenings, requests } = parts.plan.scenario
    this.#parts = parts
    this.#toCome = [...(happenings?.(moment) ?? [])]
    this.#requests = [...(requests?.(moment) ?? [])]
    if (this.#toCome.some(({ phase }) => phase !== undefined))
      parts.ledger.phase('before', Number.NEGATIVE_INFINITY)
  }

  /** Lets happen what is due. */
  due(second: number): void {
    for (const happening of take(this.#toCome, one => one.atSecond <= second)) {
      this.#note(second, describe(happening))
      void this.#happen(happening).then(
        () => this.#phase(happening),
        (error: Error) => this.#note(second, `it did not happen: ${error.message}`),
      )
    }
  }

  /** Requests that begin now. */
  requestsDue(second: number): readonly Requests[] {
    const due = take(this.#requests, one => one.fromSecond <= second)
    for (const { name, perSecond } of due) this.#note(second, `${name}: ${perSecond} requests/s`)
    return due
  }

  /** Those who mean harm are called off. */
  end(): Promise<Abused> {
    return this.#abuse.end()
  }

  stop(): Promise<void> {
    return this.#abuse.stop()
  }

  #note(second: number, text: string): void {
    this.happened.push({ second: Math.round(second), text })
  }

  #phase({ phase }: Happening): void {
    if (phase !== undefined) this.#parts.ledger.phase(phase, sharedNow())
  }

  async #happen(happening: Happening): Promise<void> {
    const { crowd, plan, stage } = this.#parts
    switch (happening.do) {
      case 'nothing':
        return
      case 'cut':
        return crowd.cut(happening.share)
      case 'stall':
        return crowd.stall(happening.share)
      case 'wake':
        return crowd.wake()
      case 'kill-edge':
        if (plan.edgePid !== undefined) process.kill(plan.edgePid, 'SIGKILL')
        return
      case 'abuse': {
        const { server, room } = plan
        return this.#abuse.begin({ server, room, key: stage.joinKey, each: happening.each })
      }
    }
  }
}

function describe(happening: Happening): string {
  const percent = 'share' in happening ? `${Math.round(happening.share * 100)} % of viewers` : ''
  switch (happening.do) {
    case 'nothing':
      return `from here on: ${happening.phase ?? 'as before'}`
    case 'cut':
      return `${percent} lose their connection`
    case 'stall':
      return `${percent} stop reading`
    case 'wake':
      return 'those who had stopped read again'
    case 'kill-edge':
      return 'an edge is killed'
    case 'abuse':
      return `${happening.each} of each kind begin to do harm`
  }
}

/** Takes those out that fit. */
function take<T>(from: T[], fits: (one: T) => boolean): T[] {
  const taken = from.filter(fits)
  for (const one of taken) from.splice(from.indexOf(one), 1)
  return taken
}
