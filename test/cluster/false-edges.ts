// Edges that are not what they say: two with one id, and one at the address of another.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import type { MovingStage } from './moving-stage.ts'

export function falseEdges(stage: () => MovingStage): void {
  test('of two edges with one id the second is refused, says why, and ends with a code', async () => {
    const { cluster, lines } = stage().stand
    const env = { BARRAGE_EDGE_ID: 'twin' }
    await cluster.another('edge-2', 'edge-twin', env)
    const second = { ...env, BARRAGE_EDGE_LEASE_MS: '1000' } // it waits for so long for the first to go
    await assert.rejects(cluster.another('edge-2', 'edge-second', second), /ended with code 1/)
    const told = /edge-second .*edge\.id: another process is up as the edge "twin"/
    assert.ok(lines.some(line => told.test(line)))
    assert.ok((await stage().edges('connections')).has('edge-twin'), 'the first goes on')
    await cluster.end('edge-twin')
  })

  test('an edge that gives the address of another is given no rooms, and that is logged', async () => {
    const { cluster, lines } = stage().stand
    const env = { BARRAGE_EDGE_ID: 'liar', BARRAGE_PUBLIC_URL: wsOf(cluster.urlOf('edge-2')) }
    const starting = cluster.another('edge-2', 'edge-liar', env)
    const refused = assert.rejects(starting, /ended with code 0 while it started/)
    const told = /room-service-\d .*"edge":"liar".*there is another edge/
    await until(() => lines.some(line => told.test(line)), { what: 'it is logged' })
    assert.equal((await stage().edges('connections')).get('edge-liar'), 0)
    await cluster.end('edge-liar')
    await refused // it was never ready
  })
}

function wsOf(url: string): string {
  return url.replace(/^http/, 'ws')
}
