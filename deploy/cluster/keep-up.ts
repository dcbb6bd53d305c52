// Keeps a cluster up: who dies is told, and started again after a pause that doubles while it
// goes on dying, so that a machine is not worn out by what cannot work.

import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './start-cluster.ts'

/** A viewer's client waits half a second before it tries again; so the first is soon enough. */
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** Who lived this long did not die of how it starts. */
const HEALTHY_MS = 60_000

export type KeptUp = { readonly leave: () => void }

/** @param tell one line, for whoever sits at the terminal */
export function keepUp(cluster: Cluster, tell: (line: string) => void): KeptUp {
  const leaving = new AbortController()
  for (const { name } of cluster.processes())
    keepOneUp({ cluster, name, tell, signal: leaving.signal }).catch(failure => {
      if (!leaving.signal.aborted) throw failure
    })
  return { leave: () => leaving.abort() }
}

type One = {
  readonly cluster: Cluster
  readonly name: string
  readonly tell: (line: string) => void
  readonly signal: AbortSignal
}

async function keepOneUp({ cluster, name, tell, signal }: One): Promise<void> {
  let waitMs = FIRST_PAUSE_MS
  for (;;) {
    const since = performance.now()
    const how = await cluster.ended(name)
    if (signal.aborted) return
    waitMs = performance.now() - since > HEALTHY_MS ? FIRST_PAUSE_MS : waitMs
    tell(`${name} ended with ${how}; it is started again in ${waitMs / 1_000} s`)
    await pause(waitMs, undefined, { signal })
    waitMs = Math.min(2 * waitMs, LONGEST_PAUSE_MS)
    await cluster.start(name).then(
      () => tell(`${name} is back`),
      failure => tell((failure as Error).message),
    )
  }
}
