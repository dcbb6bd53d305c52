// Measures everybody in turn, there and back, so that what drifts hits all alike.

import type { Case } from './cases.ts'
import type { Contestant } from './contestant.ts'
import { type Idle, measureIdle } from './idle.ts'
import { type Measured, measure } from './measure.ts'
import type { IdleResult, MatchResult } from './results.ts'

type Rounds = { readonly times: number; readonly tell: (line: string) => void }

export async function matchRounds(
  { name, title, load, goals, bounds }: Case,
  contestants: readonly Contestant[],
  rounds: Rounds,
): Promise<MatchResult> {
  const measured = await inTurn(contestants, rounds, async contestant => {
    const one = await measure(contestant, load)
    return [one, described(one)] as const
  })
  return { kind: 'match', case: name, title, measuredAt: now(), goals, bounds, measured }
}

export async function idleRounds(
  viewers: number,
  contestants: readonly Contestant[],
  rounds: Rounds,
): Promise<IdleResult> {
  const measured = await inTurn(contestants, rounds, async contestant => {
    const one = await measureIdle(contestant, viewers)
    return [one, describedIdle(one)] as const
  })
  const title = `${viewers.toLocaleString('en')} viewers who only sit there`
  return { kind: 'idle', case: 'idle', title, measuredAt: now(), measured }
}

async function inTurn<T>(
  contestants: readonly Contestant[],
  { times, tell }: Rounds,
  one: (contestant: Contestant) => Promise<readonly [T, string]>,
): Promise<T[]> {
  const all: T[] = []
  for (let round = 0; round < times; round++)
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const [measured, line] = await one(contestant)
      all.push(measured)
      tell(`  ${line}`)
    }
  return all
}

function described(one: Measured): string {
  const rate = Math.round(one.deliveredPerCpuSecond / 1_000).toLocaleString('en')
  return [
    one.contestant.padEnd(28),
    `${rate} k per CPU-second`.padStart(24),
    `${(one.deliveredShare * 100).toFixed(0)} % delivered`.padStart(15),
    `server ${one.cores.toFixed(2)} crowd ${one.crowdCores.toFixed(2)} cores`,
    `p50 ${one.p50Ms.toFixed(0)} p99 ${one.p99Ms.toFixed(0)} ms`,
    `${one.bytesPerMessage.toFixed(0)} B`,
    ...ifVoid(one.wrong),
  ].join('  ')
}

function describedIdle(one: Idle): string {
  return [
    one.contestant.padEnd(28),
    `${(one.rssPerViewerBytes / 1_000).toFixed(1)} kB a viewer`,
    `${one.connectsPerSecond.toLocaleString('en')} connects/s`,
    `${Math.round(one.connectsPerCpuSecond).toLocaleString('en')} per CPU-second`,
    `${one.cpuSeconds.toFixed(2)} CPU-seconds in ${one.idleSeconds.toFixed(0)} s`,
    ...ifVoid(one.wrong),
  ].join('  ')
}

function ifVoid(wrong: readonly string[]): string[] {
  return wrong.length > 0 ? [`VOID: ${wrong.join(', ')}`] : []
}

function now(): string {
  return new Date().toISOString()
}
