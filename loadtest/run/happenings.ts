// What a scenario has happen to the crowd and around it, when its second has come.

import type { Crowd } from '../crowd/crowd.ts'
import type { Happening, Requests } from '../scenario.ts'
import { momentAt, type Plan } from './plan.ts'

export type Happened = { readonly second: number; readonly text: string }

export class Happenings {
  readonly happened: Happened[] = []
  readonly #crowd: Crowd
  readonly #edgePid: number | undefined
  readonly #toCome: Happening[]
  readonly #requests: Requests[]

  constructor(plan: Plan, crowd: Crowd) {
    const moment = momentAt(plan, 0)
    this.#crowd = crowd
    this.#edgePid = plan.edgePid
    this.#toCome = [...(plan.scenario.happenings?.(moment) ?? [])]
    this.#requests = [...(plan.scenario.requests?.(moment) ?? [])]
  }

  /** Lets happen what is due. */
  due(second: number): void {
    for (const happening of take(this.#toCome, one => one.atSecond <= second)) {
      this.happened.push({ second: Math.round(second), text: describe(happening) })
      this.#happen(happening)
    }
  }

  /** Requests that begin now. */
  requestsDue(second: number): readonly Requests[] {
    const due = take(this.#requests, one => one.fromSecond <= second)
    for (const { name, perSecond } of due)
      this.happened.push({ second: Math.round(second), text: `${name}: ${perSecond} requests/s` })
    return due
  }

  #happen(happening: Happening): void {
    switch (happening.do) {
      case 'cut':
        this.#crowd.cut(happening.share)
        return
      case 'stall':
        this.#crowd.stall(happening.share)
        return
      case 'wake':
        this.#crowd.wake()
        return
      case 'kill-edge':
        if (this.#edgePid !== undefined) process.kill(this.#edgePid, 'SIGKILL')
    }
  }
}

function describe(happening: Happening): string {
  const percent = 'share' in happening ? `${Math.round(happening.share * 100)} % of viewers` : ''
  switch (happening.do) {
    case 'cut':
      return `${percent} lose their connection`
    case 'stall':
      return `${percent} stop reading`
    case 'wake':
      return 'those who had stopped read again'
    case 'kill-edge':
      return 'an edge is killed'
  }
}

/** Takes those out that fit. */
function take<T>(from: T[], fits: (one: T) => boolean): T[] {
  const taken = from.filter(fits)
  for (const one of taken) from.splice(from.indexOf(one), 1)
  return taken
}
