// A result as one page that needs nothing else: whether it counts, what it comes to, and how
// it went second by second.

import { CLASSES } from '../accounting/latency.ts'
import type { Result } from '../result.ts'
import { escaped } from './escaped.ts'
import { bytes, ms, short, times, total, whole } from './figures.ts'
import { SCRIPT, STYLE } from './page-style.ts'
import { figure } from './plot.ts'
import { plotsOf } from './plots.ts'

export function htmlReport(result: Result): string {
  const { scenario, about, startedAt, command, machine, asked } = result
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(scenario)} · Barrage load test</title>
<style>${STYLE}</style>
<body>
<h1>${escaped(scenario)}</h1>
<p class="soft">${escaped(about)}</p>
${verdict(result)}
<p class="soft">${escaped(startedAt)} · <code>${escaped(command)}</code> · ${whole(asked.viewers)} viewers, ${short(asked.rate)}/s, ${whole(asked.seconds)} s, seed ${asked.seed} · Node ${escaped(machine.node)}, ${machine.cpus} × ${escaped(machine.cpu)}</p>
<ul class="tiles">${tiles(result).map(tile).join('')}</ul>
<div class="plots">
${plotsOf(result).map(figure).join('\n')}
</div>
<h2>Latency by class</h2>
${table(['', 'heard', 'p50', 'p90', 'p99', 'p99.9', 'p99.99', 'worst'], latencies(result))}
<h2>What became of everything</h2>
${table(['', ''], facts(result))}
${requests(result)}
${phases(result)}
${harm(result)}
${listed(
  'What happened',
  result.happened.map(({ second, text }) => `at ${second} s: ${text}`),
)}
${listed('What was wrong, in words', result.audience.complaints)}
<script>${SCRIPT}</script>
</body>
</html>
`
}

function verdict({ verdict: { void: reasons, crossed, limits, notes } }: Result): string {
  const lines = [
    ...reasons.map(why => said('bad', `void: ${why}`)),
    ...crossed.map(why => said('bad', `not kept: ${why}`)),
    ...limits.map(why => said('odd', `the crowd was a limit: ${why}`)),
    ...notes.map(note => said('soft', note)),
  ]
  const [mark, word] =
    reasons.length > 0
      ? ['bad', 'Void: it does not count']
      : crossed.length > 0
        ? ['bad', 'Counts, but thresholds were not kept']
        : ['good', 'Good: every message is accounted for']
  return `<p class="verdict ${mark}">${word}</p>${lines.join('')}`
}

function said(mark: string, text: string): string {
  return `<p class="${mark}">${escaped(text)}</p>`
}

function tiles({ latency, audience, messages, server, entering }: Result): [string, string][] {
  return [
    ['latency p50', ms(latency.all.p50)],
    ['latency p99', ms(latency.all.p99)],
    ['delivered', short(total(audience.delivered))],
    ['withheld', short(total(audience.withheld))],
    ['lost, doubled', `${audience.missing}, ${audience.doubled}`],
    ['acknowledged', whole(messages.acknowledged)],
    ['deliveries per CPU-second', short(server.deliveredPerCpuSecond ?? 0)],
    ['memory, most', bytes(server.mostRssBytes ?? 0)],
    ['connects a second', whole(entering.connectsPerSecond)],
  ]
}

function tile([name, value]: [string, string]): string {
  return `<li><small>${escaped(name)}</small><b>${escaped(value)}</b></li>`
}

function latencies({ latency, resumedLatency }: Result): string[][] {
  const rows = [
    ...CLASSES.map(name => [name, latency[name]] as const),
    ['after being away', resumedLatency] as const,
  ]
  return rows
    .filter(([, { count }]) => count > 0)
    .map(([name, { count, p50, p90, p99, p999, p9999, max }]) => [
      name,
      short(count),
      ...[p50, p90, p99, p999, p9999, max].map(ms),
    ])
}

function facts({ messages, audience, entering, server }: Result): string[][] {
  const named = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).map(([why, count]) => `${why}: ${whole(count)}`)
  const numbers: [string, number | undefined][] = [
    ['messages said', messages.said],
    ['acknowledged', messages.acknowledged],
    ['numbered by the stream', messages.numbered],
    ['outcome unknown', messages.unsure],
    ['given up by ingest, lanes full', messages.shed],
    ['viewers that should have everything', audience.viewers],
    ['and have', audience.whole],
    ['the least that one was delivered', audience.least],
    ['the most', audience.most],
    ['numbers missing', audience.missing],
    ['delivered twice', audience.doubled],
    ['out of order in their frame', audience.misordered],
    ['frames missed and asked for', audience.gaps],
    ['connections that went on', audience.resumed],
    ['connections that found new numbers', audience.restarted],
    ['joins a second', entering.joinsPerSecond],
    ['CPU-seconds of the server', server.cpuSeconds],
  ]
  const words: [string, string[]][] = [
    ['refused', named(messages.refused)],
    ['failed to enter', named(entering.failed)],
    ['connections ended, by close code', named(audience.ended)],
    ['ended by the server, by its own count', named(server.closed)],
  ]
  return [
    ...numbers
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, whole(value ?? 0)]),
    ...words.filter(([, list]) => list.length > 0).map(([name, list]) => [name, list.join(', ')]),
  ]
}

function requests({ http }: Result): string {
  if (http.length === 0) return ''
  const rows = http.map(({ name, asked, answered, failed, p50, p99, max }) => [
    ...[name, whole(asked), whole(answered), whole(failed)],
    ...[p50, p99, max].map(ms),
  ])
  return `<h2>Requests over HTTP, at a fixed rate</h2>${table(['', 'asked', 'answered', 'failed', 'p50', 'p99', 'worst'], rows)}`
}

function phases({ phases: all }: Result): string {
  const [first] = all
  if (!first || all.length < 2) return ''
  const rows = all.map(({ name, p50, p99, p999, max }) => [
    ...[name, ...[p50, p99, p999, max].map(ms)],
    times(p99 / first.p99),
  ])
  return `<h2>Latency by part of the run</h2>${table(['', 'p50', 'p99', 'p99.9', 'worst', 'p99 of the first'], rows)}`
}

function harm({ abused }: Result): string {
  const rows = Object.entries(abused).map(([what, { opened, ended }]) => [
    ...[what, whole(opened)],
    Object.entries(ended)
      .map(([how, count]) => `${whole(count)} × ${how}`)
      .join(', '),
  ])
  return rows.length > 0
    ? `<h2>Those who meant harm</h2>${table(['', 'came', 'ended by'], rows)}`
    : ''
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, of: readonly string[]) =>
    of.map(text => `<${tag}>${escaped(text)}</${tag}>`).join('')
  const headed = head.some(Boolean) ? `<tr>${cells('th', head)}</tr>` : ''
  return `<div class="wide"><table>${headed}${rows.map(row => `<tr>${cells('td', row)}</tr>`).join('')}</table></div>`
}

function listed(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  return `<h2>${escaped(title)}</h2><div class="wide">${lines.map(one => `<p>${escaped(one)}</p>`).join('')}</div>`
}
