// What the past stands on is taken away, while a room is as busy as a room gets: the processes
// that write it down, the database it is written into, the Redis that keeps it warm.

import type { Fault, Load } from './trial.ts'

/** Few viewers, each of whom is shown all of it. */
export const BUSY: Load = { viewers: 5, perSecond: 2_000 }

const WITHIN_MS = 10_000
const ARCHIVERS = ['replay-1', 'replay-2']

export function pastFaults(awayMs: number): Fault[] {
  const killed = (name: 'postgres' | 'redisReplay'): Fault => ({
    name: `past ${name} SIGKILL`,
    hit: ({ services }) => services.kill(name),
    mend: ({ services }) => services.start(name),
    ...{ awayMs, withinMs: WITHIN_MS },
  })
  return [archivers(awayMs), killed('postgres'), killed('redisReplay')]
}

function archivers(awayMs: number): Fault {
  return {
    name: 'past archivers SIGKILL',
    hit: async stand => {
      await Promise.all(ARCHIVERS.map(name => stand.cluster.kill(name)))
    },
    mend: async stand => {
      await Promise.all(ARCHIVERS.map(name => stand.cluster.start(name)))
    },
    ...{ awayMs, withinMs: WITHIN_MS },
  }
}
