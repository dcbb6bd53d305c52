// One run, from an empty room to a result: the crowd comes in, the talk begins, what the
// scenario has happen happens, everything is looked at every second; then all that was said is
// waited for, everybody's book is read, and it is worked out what it comes to.

import { setTimeout as pause } from 'node:timers/promises'
import { Endings } from '../../engine/endings.ts'
import { Fault } from '../../engine/fault.ts'
import { Ledger } from '../accounting/ledger.ts'
import { Crowd } from '../crowd/crowd.ts'
import type { Books } from '../crowd/orders.ts'
import type { HttpResult, Result, Sample } from '../result.ts'
import { randomFrom } from '../seeded-random.ts'
import { sharedNow } from '../shared-clock.ts'
import { ApplicationSpeaker } from '../speaking/application-speaker.ts'
import type { Texts } from '../speaking/corpus.ts'
import { Sayings } from '../speaking/sayings.ts'
import { Schedule } from '../speaking/schedule.ts'
import { ServerWatch } from '../watching/server-watch.ts'
import { failedIn, letIn } from './entering.ts'
import { Happenings } from './happenings.ts'
import { httpLoad } from './http-load.ts'
import { momentAt, type Plan, viewersAt } from './plan.ts'
import { resultOf } from './result-of.ts'
import { settle } from './settle.ts'
import { openStage, type Stage } from './stage.ts'
import { Talk } from './talk.ts'
import { Timeline } from './timeline.ts'

const DIALECT = new URL('../crowd/barrage-dialect.js', import.meta.url).href
const LOOK_MS = 1_000

export type RunParts = {
  /** What is said. */
  readonly texts: Texts
  /** Ends the talk early; what was said until then is waited for all the same. */
  readonly signal: AbortSignal
  readonly show: (sample: Sample) => void
  readonly say: (line: string) => void
  readonly command: string
}

/** @throws Fault when nothing could be measured */
export async function run(plan: Plan, parts: RunParts): Promise<Result> {
  const endings = new Endings()
  try {
    const stage = await openStage(plan)
    endings.add(stage.close)
    return await new Run(plan, parts, stage, endings).go()
  } finally {
    await endings.end()
  }
}

class Run {
  readonly #plan: Plan
  readonly #parts: RunParts
  readonly #stage: Stage
  readonly #endings: Endings
  readonly #ledger = new Ledger()
  readonly #startedAt = new Date()
  readonly #http: Promise<HttpResult>[] = []
  #dead: string | undefined

  constructor(plan: Plan, parts: RunParts, stage: Stage, endings: Endings) {
    this.#plan = plan
    this.#parts = parts
    this.#stage = stage
    this.#endings = endings
  }

  async go(): Promise<Result> {
    const { scenario, viewers, serverPids } = this.#plan
    const { addresses } = this.#stage
    const crowd = await this.#gather()
    const server = new ServerWatch(addresses, serverPids)
    const first = momentAt(this.#plan, 0)
    this.#parts.say(`${viewers} viewers come in`)
    const entered = await letIn(crowd, viewersAt(this.#plan, 0), {
      arrivals: scenario.arrivals?.(first),
      ticketsFirst: this.#plan.ticketsFirst,
      signal: this.#parts.signal,
    })
    const timeline = new Timeline({ crowd, ledger: this.#ledger, server })
    const [plan, stage, ledger] = [this.#plan, this.#stage, this.#ledger]
    const happenings = new Happenings({ plan, stage, crowd, ledger })
    this.#endings.add(() => happenings.stop())
    const talked = await this.#talk(crowd, timeline, happenings)
    const abused = await happenings.end()
    this.#parts.say('waiting for what is still on its way')
    const end = await settle(() => this.#standing(crowd))
    const last = viewersAt(this.#plan, talked.seconds)
    const absent = Math.max(0, last - crowd.total(({ present }) => present))
    const entering = { ...entered, absent, failed: failedIn(crowd) }
    this.#ledger.close()
    const after = await server.sample()
    const books = end ? await crowd.books(end.text) : []
    const http = await Promise.all(this.#http)
    const { samples } = timeline
    return resultOf({
      ...{ plan, stage, ledger, startedAt: this.#startedAt, abused },
      ...{ crowd, books: sumOf(books), end, entering, samples, http, server, after },
      ...{ ...talked, happened: happenings.happened, dead: this.#dead },
      command: this.#parts.command,
    })
  }

  async #gather(): Promise<Crowd> {
    const { server, room, deflate, seed, viewers, processes, hostAllowed, yesReally } = this.#plan
    const crowd = await Crowd.start({
      ...{ server, room, deflate, seed, viewers, processes, dialect: DIALECT },
      key: this.#stage.joinKey,
      allowed: { hostAllowed, yesReally },
      onReport: (process, report) => this.#ledger.report(process, report, sharedNow()),
      onDeath: what => {
        this.#dead = what
      },
    })
    this.#endings.add(() => crowd.stop())
    return crowd
  }

  async #talk(crowd: Crowd, timeline: Timeline, happenings: Happenings) {
    const { seconds } = this.#plan
    const speaker = this.#speaker()
    const talk = this.#begin(crowd, speaker)
    this.#endings.add(async () => talk.stop())
    const { server: before } = await timeline.sample(0, 0) // what came before is not of this second
    timeline.samples.length = 0
    const goesOn = () => talk.second < seconds && !this.#parts.signal.aborted && !this.#dead
    for (let next = 1; goesOn(); next++) {
      await pause(Math.max(0, (next - talk.second) * LOOK_MS))
      this.#conduct(crowd, talk.second, happenings)
      this.#parts.show(await timeline.sample(Math.round(talk.second), talk.takeLateMs()))
    }
    talk.stop()
    await this.#answers(speaker)
    if (this.#dead && timeline.samples.length === 0) throw new Fault('server-refused', this.#dead)
    return { before, seconds: talk.second, unsaid: talk.skipped + (speaker?.unsaid ?? 0) }
  }

  #begin(crowd: Crowd, speaker: ApplicationSpeaker | undefined): Talk {
    const { scenario, rate, seed } = this.#plan
    const { says } = scenario
    const { texts } = this.#parts
    const sayings = new Sayings({ says, texts, random: randomFrom(seed), run: seed.toString(36) })
    const schedule = new Schedule(second => {
      const moment = momentAt(this.#plan, second)
      return scenario.rate?.(moment) ?? rate
    })
    return new Talk({ schedule, sayings, crowd, speaker, ledger: this.#ledger })
  }

  #speaker(): ApplicationSpeaker | undefined {
    const { application, stream } = this.#stage
    if (!application) return undefined
    const outcome = (id: string, what: 'taken' | 'unsure' | { code: number; text: string }) => {
      if (what === 'taken') this.#ledger.answer(id)
      else if (what === 'unsure') this.#ledger.doubt(id)
      else this.#ledger.answer(id, what)
    }
    const speaker = new ApplicationSpeaker({ application, stream, outcome })
    this.#endings.add(async () => speaker.stop())
    return speaker
  }

  /** What the scenario wants of this second. */
  #conduct(crowd: Crowd, second: number, happenings: Happenings): void {
    const { scenario } = this.#plan
    const moment = momentAt(this.#plan, second)
    if (scenario.present)
      crowd.present(Math.round(scenario.present(moment)), scenario.arrivals?.(moment))
    happenings.due(second)
    for (const load of happenings.requestsDue(second)) {
      const { server, room } = this.#plan
      this.#http.push(httpLoad(load, { server, room, stream: this.#stage.stream }))
    }
  }

  /** What is under way has a moment to be answered; then it is given up. */
  async #answers(speaker: ApplicationSpeaker | undefined): Promise<void> {
    const deadline = performance.now() + ANSWERS_MS
    while (speaker && !speaker.idle && performance.now() < deadline) await pause(POLL_MS)
    speaker?.stop()
  }

  #standing({ reports }: Crowd) {
    return {
      furthest: reports.map(report => report?.furthest),
      behind: reports.reduce((sum, report) => sum + (report?.behind ?? 0), 0),
      unanswered: this.#ledger.unanswered,
      acknowledged: this.#ledger.acknowledged,
    }
  }
}

const ANSWERS_MS = 10_000
const POLL_MS = 20

function sumOf(books: readonly Books[]): Books {
  const sum = (of: (one: Books) => number) => books.reduce((all, one) => all + of(one), 0)
  return {
    viewers: sum(one => one.viewers),
    whole: sum(one => one.whole),
    missing: sum(one => one.missing),
    least: Math.min(...books.map(one => one.least)),
    most: Math.max(0, ...books.map(one => one.most)),
    complaints: books.flatMap(one => one.complaints),
  }
}
