// docs/benchmarks.md and its plots, from what was measured.

import { existsSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { short, times, whole } from '../../loadtest/report/figures.ts'
import { bars } from './bars.ts'
import { type Bound, CASES, DEFLATING, EDGE } from './cases.ts'
import { CONTESTANTS } from './contestants.ts'
import { EDGE_CASES, type Figure } from './edge-cases.ts'
import type { Measured } from './measure.ts'
import { NOTES } from './notes.ts'
import type { IdleResult, KeptResult, MatchResult } from './results.ts'

const INTRO = `# Benchmarks

\`make bench\` measures everything on this page, and writes it. How much one server process can deliver is told in **messages delivered per server-CPU-second**: messages × viewers that heard them, over the CPU time (user and system, from /proc) of all processes of the server's side in the same span.

- The server has one core to itself, the crowd the other (\`taskset\`). All are heard by the same crowd (docs/loadtest.md), which keeps a book for every viewer: a run in which a message was lost, doubled or out of order is void, and shown as such.
- **Barrage** is \`barrage all\` as it is installed, with embedded storage: tickets checked, messages appended, numbered, stored, archived and counted; its quota is set so that everything is shown. It is spoken to over HTTP, with the application's key.
- **Barrage edge** is an edge as a process of its own, whose CPU alone counts; it stands beside Redis, Kafka, a room service and an ingest worker, which share the crowd's core. **Barrage edge with deflate**: the same, and all viewers offer permessage-deflate. **With auto tick**, frames leave at once while the process is idle, later as it gets busy.
- **control** is a bare Node server that writes ready-made frames of the same bytes at the same tick to bare sockets, and does nothing else.
- **ws** loops over its clients with \`send\`, message by message. **ws in batches** collects a tick's messages and sends them as one array. **Socket.IO** (4.8: WebSocket alone, no compression, requests let go of) emits to all; **in batches**, a tick's messages at once, which is what somebody in need would do. They are handed messages over one WebSocket, encoded and numbered already.
- Everybody is measured in turns that go there and back; the median is shown, with the least and the most. What a server does in its first 8 s under load (12 s where latency and stalls are told) is not counted: its compilers are at work. Barrage’s viewers give a sign of life every 25 s, as all do who have stood for a minute. The goals are those of Barrage edge, but for what is said of auto tick. A server that cannot keep up has a share below 100 %: what it delivered by the end of the talk and four seconds more.
- Texts are made up, from a seed, in the manner of real ones.`

const ORDER = [
  ...CASES.map(({ name }) => name),
  'idle',
  ...EDGE_CASES.map(({ name }) => name),
  'reads',
]
const OURS = 'Barrage'

export function writePage(results: readonly KeptResult[]): void {
  const inOrder = results.toSorted((a, b) => ORDER.indexOf(a.case) - ORDER.indexOf(b.case))
  writeFileSync(
    'docs/benchmarks.md',
    `${[INTRO, machine(), ...inOrder.map(section)].join('\n\n')}\n`,
  )
}

function machine(): string {
  const { model = '' } = cpus()[0] ?? {}
  return `Measured on ${cpus().length} × ${model}, Node ${process.version}.`
}

function section(result: KeptResult): string {
  const body =
    result.kind === 'match'
      ? matchSection(result)
      : result.kind === 'idle'
        ? idleSection(result)
        : edgeSection(result)
  const note = NOTES[result.case]
  const profile = `profile-${result.case}.svg`
  return [
    `## ${result.title}`,
    `\`make bench ONLY=${result.case}\`, ${result.measuredAt.slice(0, 10)}`,
    body,
    ...(note ? [note] : []),
    ...(existsSync(`docs/${profile}`) ? [profiled(profile)] : []),
  ].join('\n\n')
}

function matchSection(result: MatchResult): string {
  const file = `benchmarks-${result.case}.svg`
  const rates = by(result.measured, one => one.deliveredPerCpuSecond)
  const drawn = rates.map(({ name, median, least, most }) => ({
    ...{ name, value: median, least, most, ours: name.startsWith(OURS) },
  }))
  writeFileSync(`docs/${file}`, bars('messages delivered per server-CPU-second', drawn))
  const rateOf = (name: string) => rates.find(one => one.name === name)?.median
  const goals = result.goals.flatMap(({ of, least, by: name = EDGE }) => {
    const [ours, theirs] = [rateOf(name), rateOf(of)]
    return ours && theirs ? [goal(`${name} does`, of, { ratio: ours / theirs, least })] : []
  })
  const parts = [`![${result.title}](${file})`, matchTable(result, rates), ...goals]
  return [...parts, ...boundsOf(result)].join('\n\n')
}

const WHAT: Readonly<Record<Bound['figure'], readonly [name: string, unit: string]>> = {
  deliveredPerCpuSecond: ['delivered per CPU-second', ''],
  p50Ms: ['p50', 'ms'],
  bytesPerMessage: ['bytes a message', 'B'],
}

function boundsOf({ bounds = [], measured }: MatchResult): string[] {
  const reached = bounds.flatMap(({ by: name, figure, goal }): Figure[] => {
    const own = measured.filter(one => one.contestant === name)
    const [what, unit] = WHAT[figure]
    const value = by(own, one => one[figure])[0]?.median
    return value === undefined ? [] : [{ name: `${name}: ${what}`, value, unit, goal }]
  })
  return reached.length > 0 ? [figures(reached)] : []
}

function profiled(file: string): string {
  return `Where the busy time of the process goes (\`PROFILE=folder make bench …\`, then \`node dist/bench/flame.js\`): blue is ours, yellow a library, green Node, red native code and the kernel behind it.

![flame graph](${file})`
}

type Reached = { readonly ratio: number; readonly least: number }

function goal(who: string, of: string, { ratio, least }: Reached): string {
  const reached = ratio >= least ? 'reached' : '**not reached**'
  return `${who} ${times(ratio)} of ${of}; the goal is ${times(least)}: ${reached}.`
}

function matchTable({ measured }: MatchResult, rates: readonly Spread[]): string {
  const of = (name: string, figure: (one: Measured) => number) =>
    by(
      measured.filter(one => one.contestant === name),
      figure,
    )[0]?.median ?? 0
  const rows = rates.map(({ name, median, least, most }) => [
    name,
    `${short(median)} (${short(least)}–${short(most)})`,
    `${Math.round(of(name, one => one.deliveredShare) * 100)} %`,
    of(name, one => one.cores).toFixed(2),
    of(name, one => one.crowdCores).toFixed(2),
    ms(of(name, one => one.p50Ms)),
    ms(of(name, one => one.p99Ms)),
    whole(of(name, one => one.bytesPerMessage)),
    wrongOf(measured.filter(one => one.contestant === name)),
  ])
  const head = [
    ...['', 'delivered per CPU-second', 'delivered', 'server, cores', 'crowd, cores'],
    ...['p50, ms', 'p99, ms', 'B a message', ''],
  ]
  return table(head, rows)
}

/** The control's frames are ready before it begins: nobody says them, and they are not late. */
function ms(value: number): string {
  return value > 0 ? whole(value) : '–'
}

function idleSection({ measured }: IdleResult): string {
  const median = (name: string, figure: (one: (typeof measured)[number]) => number) =>
    by(
      measured.filter(one => one.contestant === name),
      figure,
    )[0]?.median ?? 0
  const rows = [...new Set(measured.map(one => one.contestant))].map(name => [
    name,
    (median(name, one => one.rssPerViewerBytes) / 1_000).toFixed(1),
    whole(median(name, one => one.connectsPerSecond)),
    whole(median(name, one => one.connectsPerCpuSecond)),
    median(name, one => one.cpuSeconds).toFixed(2),
    wrongOf(measured.filter(one => one.contestant === name)),
  ])
  const connects = (name: string) => median(name, one => one.connectsPerCpuSecond)
  const memory = { unit: 'kB', goal: { most: 7.5 } }
  const goals: Figure[] = [
    {
      ...{ name: 'memory of a viewer', ...memory },
      value: median(EDGE, one => one.rssPerViewerBytes) / 1_000,
    },
    {
      ...{ name: 'of one who negotiated compression', ...memory },
      value: median(DEFLATING, one => one.rssPerViewerBytes) / 1_000,
    },
    {
      ...{ name: 'connects a CPU-second', unit: '', goal: { least: 5_000 } },
      value: connects(EDGE),
    },
    {
      ...{ name: 'of those of Socket.IO', unit: '×', goal: { least: 1.6 } },
      value: connects(EDGE) / connects('Socket.IO'),
    },
    {
      ...{ name: 'CPU in 20 s', unit: 's', goal: { most: 0.3 } },
      value: median(EDGE, one => one.cpuSeconds),
    },
  ]
  const head = ['', 'kB a viewer', 'connects/s', 'connects a CPU-second', 'CPU-seconds in 20 s', '']
  return [IDLE, table(head, rows), figures(goals)].join('\n\n')
}

const IDLE =
  'They have stood for a minute when the 20 s begin. Barrage and Socket.IO ask viewers for signs of life, the others do not. Barrage checks a ticket. The control keeps a bare socket for each; **@fastify/websocket** is the plugin, which keeps request and reply of each beside what ws keeps: Barrage takes the upgrade by hand on the same Fastify server. Connects a CPU-second: how many came in, over the CPU time that the server took for it; in one second there are fewer, because whoever connects waits for the crowd, and for the services that have its core.'

function edgeSection(result: Extract<KeptResult, { kind: 'edge' }>): string {
  const notes = [
    ...result.wrong.map(why => `**Void**: ${why}.`),
    ...result.limits.map(why => `The crowd was a limit: ${why}.`),
  ]
  return [figures(result.figures), ...notes].join('\n\n')
}

function figures(of: readonly Figure[]): string {
  const rows = of.map(({ name, value, unit, ...rest }) => {
    const asked = 'goal' in rest && rest.goal ? rest.goal : undefined
    return [name, `${shown(value)} ${unit}`, asked ? goalOf(asked, unit) : '', kept(value, asked)]
  })
  return table(['', 'measured', 'goal', ''], rows)
}

function goalOf(asked: NonNullable<Figure['goal']>, unit: string): string {
  const [sign, value] = 'most' in asked ? ['≤', asked.most] : ['≥', asked.least]
  return `${sign} ${value >= 1_000 ? whole(value) : value} ${unit}`
}

function kept(value: number, asked: Figure['goal']): string {
  if (!asked) return ''
  const reached = 'most' in asked ? value <= asked.most : value >= asked.least
  return reached ? 'reached' : '**not reached**'
}

function shown(value: number): string {
  return value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2)
}

type Spread = {
  readonly name: string
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Each contestant's figure, in the order of the match. */
function by<T extends { readonly contestant: string }>(
  measured: readonly T[],
  figure: (one: T) => number,
): Spread[] {
  const names = CONTESTANTS.map(({ name }) => name)
  return names.flatMap(name => {
    const values = measured.filter(one => one.contestant === name).map(figure)
    if (values.length === 0) return []
    const sorted = values.toSorted((a, b) => a - b)
    const middle = sorted.length / 2
    const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
    return [{ name, median, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 }]
  })
}

function wrongOf(measured: readonly { readonly wrong: readonly string[] }[]): string {
  const wrong = measured.flatMap(one => one.wrong)
  return wrong.length > 0 ? `void: ${[...new Set(wrong)].join(', ')}` : ''
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  )
}
