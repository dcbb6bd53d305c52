// The load test's crowd in a cluster of real processes: spread over edges, one of which is
// killed in the middle of the talk.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster } from '../../deploy/cluster/start-cluster.ts'
import { measured } from '../loadtest/run/measured.ts'
import { until } from '../until.ts'
import { sharedClusters } from './shared-cluster.ts'

const { open, clusterOf } = sharedClusters()
/** A few viewers an edge, so that a small crowd needs several. */
const SPREAD = { BARRAGE_ROOMS_VIEWERS_PER_EDGE: '20' }
const VIEWERS = 60

test('an edge is killed: its viewers come back elsewhere, and everybody has everything', async t => {
  const live = await open(t, SPREAD)
  const cluster = await clusterOf(SPREAD)
  const running = measured(live, {
    about: 'an edge dies',
    usual: { viewers: VIEWERS, seconds: 20, rate: 20 },
    arrivals: () => 20,
    says: [{ weight: 3 }, { weight: 1, by: 'viewers' }],
  })
  const edge = await until(async () => busiest(await connections(cluster), VIEWERS), {
    withinMs: 30_000,
    what: 'all are in',
  })
  await cluster.kill(edge)
  const { verdict, audience, messages } = await running
  await cluster.start(edge)
  assert.deepEqual([verdict.void, audience.complaints], [[], []])
  assert.deepEqual([audience.whole, audience.restarted, messages.unsure], [VIEWERS, 0, 0])
  assert.ok(audience.resumed > 0, 'somebody was on the edge that died')
  assert.ok(audience.least >= messages.acknowledged * 0.9, 'who came late missed the beginning')
})

type Held = { readonly edge: string; readonly connections: number }

async function connections(cluster: Cluster): Promise<Held[]> {
  const edges = cluster.processes().filter(({ name }) => name.startsWith('edge'))
  return Promise.all(
    edges.map(async ({ name }) => {
      const metrics = await (await fetch(`${cluster.urlOf(name)}/metrics`)).text()
      const [, count = '0'] = /^barrage_connections (\d+)/m.exec(metrics) ?? []
      return { edge: name, connections: Number(count) }
    }),
  )
}

/** The edge that holds most, once all are there. */
function busiest(all: readonly Held[], viewers: number): string | undefined {
  const total = all.reduce((sum, one) => sum + one.connections, 0)
  return total < viewers
    ? undefined
    : all.toSorted((a, b) => b.connections - a.connections)[0]?.edge
}
