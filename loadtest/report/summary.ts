// A result in a screenful of text: whether it counts, and what it comes to.

import { PRIORITIES } from '../../engine/message.ts'
import type { Percentiles } from '../accounting/latency.ts'
import type { HttpResult, Result, Sample } from '../result.ts'
import { bytes, ms, percent, short, times, total, whole } from './figures.ts'

/** A server that shifts all the time is seen on the page. */
const MOST_HAPPENED = 12

export function summary(result: Result): string {
  const { audience, messages, latency, resumedLatency, entering, http, abused } = result
  const lines = [
    '',
    headline(result),
    ...result.verdict.void.map(why => `  void: ${why}`),
    ...result.verdict.crossed.map(why => `  not kept: ${why}`),
    ...result.verdict.limits.map(why => `  the crowd was a limit: ${why}`),
    ...result.verdict.notes.map(note => `  note: ${note}`),
    ...audience.complaints.slice(0, 5).map(complaint => `    ${complaint}`),
    '',
    `  entered    ${whole(entering.viewers)} viewers, ${entered(entering)}`,
    `  said       ${whole(messages.said)}, acknowledged ${whole(messages.acknowledged)}, refused ${whole(total(messages.refused))}, unsure ${messages.unsure}`,
    ...Object.entries(messages.refused).map(
      ([why, times]) => `               ${whole(times)} × ${why}`,
    ),
    `  delivered  ${whole(total(audience.delivered))} in ${bytes(audience.bytes)}, withheld ${whole(total(audience.withheld))}${byPriority(result)}`,
    `  viewers    ${whole(audience.whole)} of ${whole(audience.viewers)} have everything; missing ${audience.missing}, doubled ${audience.doubled}, out of order ${audience.misordered}, gaps ${audience.gaps}, resumed ${whole(audience.resumed)}`,
    `  latency    ${percentiles(latency.all)}`,
    ...PRIORITIES.filter(
      one => latency[one].count > 0 && latency[one].count < latency.all.count,
    ).map(one => `    ${one.padEnd(11)}${percentiles(latency[one])}`),
    ...(resumedLatency.count > 0 ? [`    resumed    ${percentiles(resumedLatency)}`] : []),
    ...phases(result),
    ...result.happened
      .map(({ second, text }) => `  at ${`${second} s`.padEnd(8)}${text}`)
      .slice(0, MOST_HAPPENED),
    ...server(result),
    crowd(result),
    ...http.map(requests),
    ...Object.entries(abused).map(([what, { opened, ended }]) => harm(what, opened, ended)),
  ]
  return `${lines.join('\n')}\n`
}

/** Whether it counts, in a few words. */
export function headline({ verdict, scenario, asked }: Result): string {
  const { viewers, rate, seconds } = asked
  const what = `${scenario}: ${whole(viewers)} viewers, ${short(rate)}/s, ${whole(seconds)} s`
  if (verdict.void.length > 0) return `${what}: VOID`
  return verdict.crossed.length > 0 ? `${what}: thresholds not kept` : `${what}: good`
}

function byPriority({ audience }: Result): string {
  const { withheld } = audience
  const parts = PRIORITIES.filter(one => withheld[one] > 0).map(
    one => `${one} ${short(withheld[one])}`,
  )
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}

function percentiles({ p50, p90, p99, p999, max }: Percentiles): string {
  return `p50 ${ms(p50)}  p90 ${ms(p90)}  p99 ${ms(p99)}  p99.9 ${ms(p999)}  worst ${ms(max)}`
}

function server({ server: { cpuSeconds, deliveredPerCpuSecond, mostRssBytes, closed } }: Result) {
  if (cpuSeconds === undefined) return []
  const ended = Object.entries(closed).map(([why, times]) => `${why} ${whole(times)}`)
  return [
    `  server     ${cpuSeconds.toFixed(1)} CPU-seconds, ${short(deliveredPerCpuSecond ?? 0)} deliveries for each, ${bytes(mostRssBytes ?? 0)}${ended.length > 0 ? `; ended ${ended.join(', ')}` : ''}`,
  ]
}

/** What it cost to be the crowd: near a whole core, or late, it is what was measured. */
function crowd({ timeline }: Result): string {
  const most = (of: (sample: Sample) => number) => Math.max(0, ...timeline.map(of))
  const busiest = percent(most(one => one.crowd.busiest))
  const loop = ms(most(one => one.crowd.loopP99Ms))
  return `  crowd      its busiest process used ${busiest} of a core at most; event loop late by ${loop} (p99), speaker by ${ms(most(one => one.crowd.lateMs))}`
}

function requests({ name, asked, answered, failed, p50, p99, max }: HttpResult): string {
  const share = asked > 0 ? percent(answered / asked) : '0 %'
  return `  ${name.padEnd(10)} ${whole(answered)} answered (${share} of what was asked), failed ${whole(failed)}, p50 ${ms(p50)}  p99 ${ms(p99)}  worst ${ms(max)}`
}

function entered({ joinsPerSecond, connectsPerSecond }: Result['entering']): string {
  if (joinsPerSecond === undefined) return `${whole(connectsPerSecond)} a second`
  return `${whole(joinsPerSecond)} joins/s, then ${whole(connectsPerSecond)} connects/s`
}

/** Each part of the run against the first. */
function phases({ phases: all }: Result): string[] {
  const [first] = all
  if (!first || all.length < 2) return []
  return all.map(
    one => `    ${one.name.padEnd(18)}${percentiles(one)}  p99 is ${times(one.p99 / first.p99)}`,
  )
}

function harm(what: string, opened: number, ended: Readonly<Record<string, number>>): string {
  const ways = Object.entries(ended).map(([how, count]) => `${whole(count)} × ${how}`)
  return `  ${what.padEnd(18)} ${whole(opened)} came; ended: ${ways.join(', ')}`
}
