// What of a result is drawn.

import { PRIORITIES } from '../../engine/message.ts'
import { CLASSES, type Class } from '../accounting/latency.ts'
import type { Result, Sample } from '../result.ts'
import type { Plot, Series } from './plot.ts'

const MB = 1e6
/** The same class has the same colour in every plot. */
const COLOUR: Readonly<Record<Class, number>> = { all: 1, whitelist: 2, high: 4, low: 3 }

export function plotsOf(result: Result): Plot[] {
  const { timeline, happened, distribution } = result
  const marks = happened.map(({ second, text }) => ({ x: second, text }))
  const over = (name: string, of: (sample: Sample) => number | undefined): Series => ({
    name,
    points: timeline.flatMap(sample => {
      const y = of(sample)
      return y === undefined ? [] : [{ x: sample.second, y }]
    }),
  })
  const byClass = (of: 'delivered' | 'withheld') =>
    PRIORITIES.filter(one => timeline.some(sample => sample[of][one] > 0)).map(one => ({
      ...over(one, sample => sample[of][one]),
      colour: COLOUR[one],
    }))
  const heard = (of: (sample: Sample) => number) => (sample: Sample) =>
    sample.latency.count > 0 ? of(sample) : undefined
  return [
    {
      title: 'Latency, said to heard',
      unit: 'ms',
      marks,
      series: [
        over(
          'p50',
          heard(({ latency }) => latency.p50),
        ),
        over(
          'p99',
          heard(({ latency }) => latency.p99),
        ),
        over(
          'worst',
          heard(({ latency }) => latency.max),
        ),
      ],
    },
    {
      title: 'Latency, all percentiles',
      unit: 'ms',
      percentiles: true,
      series: CLASSES.filter(one => result.latency[one].count > 0).map(name => ({
        name,
        colour: COLOUR[name],
        points: distribution[name].map(({ percent, ms }) => ({ x: percent, y: ms })),
      })),
    },
    {
      title: 'Delivered',
      unit: 'messages × viewers a second',
      marks,
      stacked: true,
      series: byClass('delivered'),
    },
    {
      title: 'Withheld',
      unit: 'messages × viewers a second',
      marks,
      stacked: true,
      series: byClass('withheld'),
    },
    {
      title: 'Said',
      unit: 'messages a second',
      marks,
      series: [
        over('said', ({ said }) => said),
        over('acknowledged', ({ acknowledged }) => acknowledged),
      ],
    },
    {
      title: 'Viewers',
      unit: 'connected',
      marks,
      series: [over('viewers', ({ present }) => present)],
    },
    {
      title: 'CPU',
      unit: 'cores',
      marks,
      series: [
        over('server', ({ server }) => server.cores),
        over('crowd, busiest process', ({ crowd }) => crowd.busiest),
      ],
    },
    {
      title: 'Memory of the server',
      unit: 'MB, resident',
      marks,
      series: [over('server', ({ server }) => server.rssBytes && server.rssBytes / MB)],
    },
    {
      title: 'Event loops, how late',
      unit: 'ms',
      marks,
      series: [
        over('server, worst', ({ server }) => server.loopMaxMs),
        over('server, p99', ({ server }) => server.loopP99Ms),
        over('crowd, p99', ({ crowd }) => crowd.loopP99Ms),
      ],
    },
    {
      title: 'Gear and ladder',
      unit: 'step',
      marks,
      stepped: true,
      series: [
        over('gear', ({ server }) => server.gear),
        over('ladder', ({ server }) => server.ladder),
      ],
    },
    {
      title: 'Ingest, how far behind',
      unit: 'ms',
      marks,
      series: [over('lane', ({ server }) => server.laneLagMs)],
    },
    {
      title: 'Bytes that came in',
      unit: 'MB a second',
      marks,
      series: [over('crowd', sample => sample.bytes / MB)],
    },
  ]
}
