// One number of `/metrics`, as Prometheus would read it.

import type { Live } from './live.ts'

/** @param series as it is written there: `barrage_refused_total{why="tooFast"}`; missing: 0 */
export async function metric(live: Live, series: string): Promise<number> {
  const { body } = await live.ask<string>('GET', '/metrics')
  const line = body.split('\n').find(one => one.startsWith(`${series} `))
  return Number(line?.slice(series.length) ?? 0)
}
