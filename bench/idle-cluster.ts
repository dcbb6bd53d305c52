// What a cluster costs that has nothing to do: `make bench-idle`. Services and a cluster of
// their own, on free ports; after everything has settled, each process's CPU over 20 s, as the
// kernel counts it. Goal: 1.5 % of a core each.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, startCluster } from '../deploy/cluster/start-cluster.ts'
import { startServices } from '../deploy/services/start-services.ts'
import { cpuMsOf } from './cpu.ts'

/** Compilers of hot code have gone quiet, groups are settled. */
const SETTLE_MS = 15_000
const MEASURE_MS = 20_000
const GOAL_PERCENT = 1.5

const folder = mkdtempSync(join(tmpdir(), 'barrage-idle-'))
const services = await startServices({ folder: join(folder, 'services') })
try {
  const cluster = await startCluster({ urls: services.urls, folder: join(folder, 'data') })
  try {
    await measure(cluster)
  } finally {
    await cluster.stop()
  }
} finally {
  await services.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measure(cluster: Cluster): Promise<void> {
  await pause(SETTLE_MS)
  const before = reading(cluster)
  const since = performance.now()
  await pause(MEASURE_MS)
  const seconds = (performance.now() - since) / 1_000
  const after = reading(cluster)
  for (const { name, pid } of cluster.processes()) {
    const one = (of: ReadonlyMap<number, Used>) => of.get(pid) ?? { ms: 0, wakeUps: 0 }
    const percent = (one(after).ms - one(before).ms) / 10 / seconds
    const wakeUps = (one(after).wakeUps - one(before).wakeUps) / seconds
    const verdict = percent > GOAL_PERCENT ? `above ${GOAL_PERCENT} %` : ''
    process.stdout.write(
      `${name.padEnd(15)} ${percent.toFixed(2).padStart(6)} % of a core ${wakeUps.toFixed(0).padStart(5)} wake-ups/s ${verdict}\n`,
    )
    if (percent > GOAL_PERCENT) process.exitCode = 1
  }
}

type Used = { readonly ms: number; readonly wakeUps: number }

function reading(cluster: Cluster): ReadonlyMap<number, Used> {
  return new Map(cluster.processes().map(({ pid }) => [pid, used(pid)]))
}

function used(pid: number): Used {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const wakeUps = Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1])
  return { ms: cpuMsOf(pid), wakeUps }
}
