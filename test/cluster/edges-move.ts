// Edges come, go, and are started again one after the other: nobody misses anything, nothing
// comes twice, and viewers move no faster than they may.

import { test } from 'node:test'
import { until } from '../until.ts'
import type { MovingStage } from './moving-stage.ts'
import { CROWD } from './moving-stage.ts'
import { isSmooth, isWhole } from './moving-whole.ts'

export function edgesMove(stage: () => MovingStage): void {
  test('a fourth edge comes: it is given its share, and nobody misses anything', async t => {
    const seen = await stage().during(async () => {
      await stage().stand.cluster.another('edge-3', 'edge-4')
      const held = async () => Number((await stage().edges('connections')).get('edge-4'))
      await until(async () => (await held()) > CROWD / 10, {
        withinMs: 30_000,
        what: 'edge-4 has its share',
      })
      await stage().calm()
    })
    isWhole(t, seen)
    isSmooth(seen)
  })

  test('an edge is told to end: its viewers are moved before it goes', async t => {
    const seen = await stage().during(async () => {
      await stage().stand.cluster.end('edge-1')
      await stage().calm()
    })
    isWhole(t, seen)
    isSmooth(seen)
  })

  test('all edges are started again, one after the other', async t => {
    const { cluster } = stage().stand
    const seen = await stage().during(async () => {
      await cluster.start('edge-1')
      for (const edge of ['edge-2', 'edge-3', 'edge-4']) {
        await cluster.end(edge)
        await cluster.start(edge)
      }
      await stage().calm()
    })
    isWhole(t, seen)
    isSmooth(seen)
  })
}
