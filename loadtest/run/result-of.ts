// What a run comes to: everything that was counted and measured, put together and judged. Pure
// but for looking at the machine it ran on.

import { cpus } from 'node:os'
import { byPriority } from '../../engine/message.ts'
import { CLASSES, type Class, type Latency } from '../accounting/latency.ts'
import type { Ledger } from '../accounting/ledger.ts'
import type { Mark } from '../accounting/mark.ts'
import { type Facts, voidBecause } from '../accounting/verdict.ts'
import { type Counts, summed } from '../crowd/counts.ts'
import type { Crowd } from '../crowd/crowd.ts'
import type { Books } from '../crowd/orders.ts'
import { crossed } from '../measures.ts'
import { FORMAT, type HttpResult, type Result, type Sample } from '../result.ts'
import type { ServerWatch } from '../watching/server-watch.ts'
import { leftOut } from './entering.ts'
import type { Happened } from './happenings.ts'
import { limitsOf } from './limits.ts'
import { type Plan, viewersAt } from './plan.ts'
import { numbersUpTo } from './settle.ts'
import { shiftsOf } from './shifts.ts'
import type { Stage } from './stage.ts'

export type Outcome = {
  readonly plan: Plan
  readonly stage: Stage
  readonly ledger: Ledger
  readonly crowd: Crowd
  readonly books: Books
  readonly end: Mark | undefined
  readonly entering: Result['entering']
  readonly samples: readonly Sample[]
  readonly http: readonly HttpResult[]
  readonly abused: Result['abused']
  readonly server: ServerWatch
  /** As the talk began, and when everything had arrived. */
  readonly before: Sample['server']
  readonly after: Sample['server']
  /** How long the talk lasted. */
  readonly seconds: number
  readonly unsaid: number
  readonly happened: readonly Happened[]
  /** A process of the crowd died. */
  readonly dead: string | undefined
  readonly startedAt: Date
  readonly command: string
}

export function resultOf(outcome: Outcome): Result {
  const { plan, ledger, samples, startedAt, command, entering, http, happened, abused } = outcome
  const { name: scenario, server, room, viewers, seconds, rate, seed, deflate } = plan
  const result: Result = {
    format: FORMAT,
    scenario,
    about: plan.scenario.about,
    command,
    startedAt: startedAt.toISOString(),
    machine: machine(),
    asked: { viewers, seconds, rate, seed, deflate, server, room },
    verdict: { void: [], crossed: [], limits: [], notes: [] },
    entering,
    messages: messagesOf(outcome),
    audience: audienceOf(outcome),
    latency: byClass(ledger.live, (latency, one) => latency.percentiles(one)),
    distribution: byClass(ledger.live, (latency, one) => latency.distribution(one)),
    phases: ledger.phases.map(({ name, latency }) => ({ name, ...latency.percentiles() })),
    resumedLatency: ledger.resumed.percentiles(),
    server: serverOf(outcome),
    http,
    abused,
    happened: [...happened, ...shiftsOf(samples)].sort((a, b) => a.second - b.second),
    timeline: samples,
  }
  return { ...result, verdict: verdictOf(outcome, result) }
}

function verdictOf(outcome: Outcome, result: Result): Result['verdict'] {
  const { plan, samples, stage, dead, seconds } = outcome
  const { entering } = result
  const restarted = result.audience.restarted > 0
  return {
    void: [...(dead ? [dead] : []), ...voidBecause(factsOf(outcome, result))],
    crossed: crossed(result, plan.scenario.gate),
    limits: limitsOf(samples, result.messages.unsaid),
    notes: [
      ...stage.notes,
      ...leftOut({ first: viewersAt(plan, 0), last: viewersAt(plan, seconds), entering }),
      ...(restarted ? ['numbers began again on the way: losses cannot be told by numbers'] : []),
      ...(stage.alone ? [] : ['others may speak in this room: losses cannot be told by numbers']),
    ],
  }
}

function factsOf({ ledger, stage, crowd }: Outcome, { messages, audience }: Result): Facts {
  return {
    acknowledged: messages.acknowledged,
    unsure: messages.unsure,
    numbered: messages.numbered,
    shed: messages.shed,
    foreign: messages.foreign,
    alone: stage.alone,
    doubled: ledger.doubled,
    renumbered: ledger.renumbered,
    deliveredTwice: audience.doubled,
    misordered: audience.misordered,
    missing: audience.missing,
    faults: ledger.broken,
    breaches: countsOf(crowd).breaches,
  }
}

function messagesOf(outcome: Outcome): Result['messages'] {
  const { ledger, stage, end, crowd, before, after, unsaid } = outcome
  const { said, acknowledged, refused, unsure, foreign } = ledger
  const restarted = crowd.total(({ books }) => books.restarted) > 0
  const countable = stage.alone && !restarted
  return {
    ...{ said, acknowledged, unsure, foreign },
    refused: Object.fromEntries(refused),
    unsaid: unsaid + ledger.unsaid,
    numbered: countable ? (end ? numbersUpTo(end) : 0) : undefined,
    shed: Math.max(0, (after.shed ?? 0) - (before.shed ?? 0)),
  }
}

function audienceOf({ crowd, ledger, books }: Outcome): Result['audience'] {
  const { ended } = countsOf(crowd)
  const complaints = crowd.reports.flatMap(report => report?.complaints ?? [])
  const { viewers, whole, missing, least, most } = books
  return {
    delivered: byPriority(priority => crowd.total(one => one.books.delivered[priority])),
    withheld: byPriority(priority => crowd.total(one => one.books.withheld[priority])),
    bytes: crowd.total(one => one.counts.bytes),
    doubled: crowd.total(one => one.books.doubled),
    misordered: ledger.misordered,
    gaps: crowd.total(one => one.books.gaps),
    resumed: crowd.total(one => one.books.resumed),
    restarted: crowd.total(one => one.books.restarted),
    ...{ viewers, whole, missing, least, most, ended },
    complaints: [...ledger.faults, ...books.complaints, ...complaints],
  }
}

function serverOf({ samples, server, seconds, before, after }: Outcome): Result['server'] {
  const known = samples.filter(one => one.server.cores !== undefined)
  const sum = (of: (sample: Sample) => number) => known.reduce((all, one) => all + of(one), 0)
  const cpuSeconds = (sum(one => one.server.cores ?? 0) / Math.max(1, known.length)) * seconds
  const delivered = sum(({ delivered }) => delivered.whitelist + delivered.high + delivered.low)
  const rss = known.map(one => one.server.rssBytes ?? 0)
  const isKnown = known.length > 0
  return {
    pids: server.pids,
    cpuSeconds: isKnown ? cpuSeconds : undefined,
    deliveredPerCpuSecond:
      isKnown && cpuSeconds > 0 ? Math.round(delivered / cpuSeconds) : undefined,
    mostRssBytes: isKnown ? Math.max(...rss) : undefined,
    closed: since(after.closed, before.closed),
  }
}

/** A server that was started again meanwhile has counted from nothing. */
function since(
  now: Readonly<Record<string, number>> = {},
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const all = Object.entries(now).map(([what, times]) => {
    const earlier = before[what] ?? 0
    return [what, times < earlier ? times : times - earlier] as const
  })
  return Object.fromEntries(all.filter(([, times]) => times > 0))
}

function countsOf({ reports }: Crowd): Counts {
  return summed(reports.flatMap(report => (report ? [report.counts] : [])))
}

function byClass<T>(
  latency: Latency,
  of: (latency: Latency, one: Class) => T,
): Readonly<Record<Class, T>> {
  return Object.fromEntries(CLASSES.map(one => [one, of(latency, one)])) as Record<Class, T>
}

function machine(): Result['machine'] {
  return { cpus: cpus().length, cpu: cpus()[0]?.model ?? '', node: process.version }
}
