// Two results side by side, as text: each figure, and what the second is of the first.

import type { Result } from '../result.ts'
import { bytes, ms, percent, short, times, total, whole } from './figures.ts'
import { headline } from './summary.ts'

type Named = readonly [file: string, result: Result]
type Row = readonly [
  name: string,
  of: (result: Result) => number | undefined,
  shown: (value: number) => string,
]

const ROWS: readonly Row[] = [
  ['viewers', ({ entering }) => entering.viewers, whole],
  ['joins/s', ({ entering }) => entering.joinsPerSecond, whole],
  ['connects/s', ({ entering }) => entering.connectsPerSecond, whole],
  ['said', ({ messages }) => messages.said, whole],
  ['acknowledged', ({ messages }) => messages.acknowledged, whole],
  ['refused', ({ messages }) => total(messages.refused), whole],
  ['delivered', ({ audience }) => total(audience.delivered), short],
  ['withheld', ({ audience }) => total(audience.withheld), short],
  ['bytes in', ({ audience }) => audience.bytes, bytes],
  ['bytes a message', perMessage, bytes],
  ['missing', ({ audience }) => audience.missing, whole],
  ['doubled', ({ audience }) => audience.doubled, whole],
  ['latency p50', ({ latency }) => latency.all.p50, ms],
  ['latency p90', ({ latency }) => latency.all.p90, ms],
  ['latency p99', ({ latency }) => latency.all.p99, ms],
  ['latency p99.9', ({ latency }) => latency.all.p999, ms],
  ['latency worst', ({ latency }) => latency.all.max, ms],
  ['whitelist p99', ({ latency }) => latency.whitelist.p99, ms],
  ['server CPU-seconds', ({ server }) => server.cpuSeconds, value => value.toFixed(1)],
  ['deliveries per CPU-second', ({ server }) => server.deliveredPerCpuSecond, short],
  ['server memory, most', ({ server }) => server.mostRssBytes, bytes],
  ['event loop, worst', loopMaxMs, ms],
  ['crowd, busiest process', busiest, percent],
]

export function comparison(a: Named, b: Named): string {
  const rows = ROWS.map(([name, of, shown]) => {
    const [one, other] = [of(a[1]), of(b[1])]
    const show = (value: number | undefined) => (value === undefined ? '–' : shown(value))
    return [name, show(one), show(other), ratio(one, other)]
  })
  const table = [['', 'A', 'B', 'B of A'], ...rows].map(([name = '', ...cells]) =>
    `${name.padEnd(27)}${cells.map(cell => cell.padStart(14)).join('')}`.trimEnd(),
  )
  return `${[`A ${a[0]}`, `  ${headline(a[1])}`, `B ${b[0]}`, `  ${headline(b[1])}`, '', ...table].join('\n')}\n`
}

function ratio(one: number | undefined, other: number | undefined): string {
  if (one === undefined || other === undefined || one === 0) return one === other ? '=' : '–'
  return times(other / one)
}

function perMessage({ audience }: Result): number | undefined {
  const delivered = total(audience.delivered)
  return delivered > 0 ? audience.bytes / delivered : undefined
}

function loopMaxMs({ timeline }: Result): number | undefined {
  const known = timeline.flatMap(({ server }) => server.loopMaxMs ?? [])
  return known.length > 0 ? Math.max(...known) : undefined
}

function busiest({ timeline }: Result): number {
  return Math.max(0, ...timeline.map(({ crowd }) => crowd.busiest))
}
