// What viewers cost who only sit there: memory for each, how fast they come in, and the CPU of
// their signs of life over a while.

import { setTimeout as pause } from 'node:timers/promises'
import { Crowd } from '../../loadtest/crowd/crowd.ts'
import { letIn } from '../../loadtest/run/entering.ts'
import { costOf } from '../../loadtest/watching/proc.ts'
import type { Contestant } from './contestant.ts'

/** For who connects: the server's compilers, and what a start leaves behind. */
const BEFORE_MS = 5_000
/**
 * After everybody is in, what their handshakes left behind is collected; and connections that
 * have stood for a minute need fewer signs of life.
 */
const REST_MS = 65_000
const IDLE_MS = 20_000

export type Idle = {
  readonly contestant: string
  readonly viewers: number
  readonly rssPerViewerBytes: number
  readonly connectsPerSecond: number
  /** The server's CPU-seconds: what a core could do, had it nobody to wait for. */
  readonly connectsPerCpuSecond: number
  /** CPU-seconds in the time below, whatever the server does by itself included. */
  readonly cpuSeconds: number
  readonly idleSeconds: number
  readonly wrong: readonly string[]
}

export async function measureIdle(contestant: Contestant, viewers: number): Promise<Idle> {
  const started = await contestant.start({ viewers, rate: 0, tickMs: 1_000 }, 0)
  const { url: server, room, dialect, pids } = started
  const wrong: string[] = []
  const crowd = await Crowd.start({
    ...{ server, room, dialect, seed: 1, viewers, deflate: contestant.deflate ?? false },
    allowed: { yesReally: false },
    onReport: () => {},
    onDeath: what => void wrong.push(what),
  })
  try {
    await pause(BEFORE_MS)
    const signal = new AbortController().signal
    const before = costOf(pids)
    const entered = await letIn(crowd, viewers, { ticketsFirst: true, signal })
    const letInMs = costOf(pids).cpuMs - before.cpuMs
    await pause(REST_MS)
    const [from, fromMs] = [costOf(pids), performance.now()]
    await pause(IDLE_MS)
    const to = costOf(pids)
    if (entered.viewers < viewers) wrong.push(`${entered.viewers} came in`)
    return {
      contestant: contestant.name,
      viewers,
      rssPerViewerBytes: (to.rssBytes - before.rssBytes) / viewers,
      connectsPerSecond: entered.connectsPerSecond,
      connectsPerCpuSecond: (entered.viewers / letInMs) * 1_000,
      cpuSeconds: (to.cpuMs - from.cpuMs) / 1_000,
      idleSeconds: (performance.now() - fromMs) / 1_000,
      wrong,
    }
  } finally {
    await crowd.stop()
    await started.stop()
  }
}
