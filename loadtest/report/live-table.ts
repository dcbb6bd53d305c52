// A run while it lasts: a small table that is drawn over itself on a terminal, a line every
// few seconds where there is none.

import type { Screen } from '../../recordings/progress-line.ts'
import type { Sample } from '../result.ts'
import { bytes, ms, percent, short, total, whole } from './figures.ts'

const LINE_EVERY_S = 5

export class LiveTable {
  readonly #screen: Screen
  readonly #title: string
  readonly #seconds: number
  #drawn = 0

  constructor(screen: Screen, { title, seconds }: { title: string; seconds: number }) {
    this.#screen = screen
    this.#title = title
    this.#seconds = seconds
  }

  /** Something to know between two looks. */
  say(line: string): void {
    this.#screen.write(`${line}\n`)
    this.#drawn = 0
  }

  show(sample: Sample): void {
    if (!this.#screen.isTTY) {
      if (sample.second % LINE_EVERY_S === 0) this.#screen.write(`${line(sample)}\n`)
      return
    }
    const rows = [
      `${this.#title} · ${sample.second} of ${whole(this.#seconds)} s`,
      ...table(sample),
    ]
    const columns = (this.#screen.columns || 80) - 1
    const over = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : ''
    this.#screen.write(over + rows.map(row => `\x1b[K${row.slice(0, columns)}\n`).join(''))
    this.#drawn = rows.length
  }
}

export function line({
  second,
  present,
  said,
  delivered,
  withheld,
  latency,
  ...rest
}: Sample): string {
  const { server, crowd } = rest
  return [
    `${second} s`,
    `${whole(present)} viewers`,
    `${whole(said)} said/s`,
    `${short(total(delivered))} told/s`,
    `${short(total(withheld))} withheld/s`,
    `p50 ${ms(latency.p50)}`,
    `p99 ${ms(latency.p99)}`,
    ...(server.cores === undefined ? [] : [`server ${percent(server.cores)} of a core`]),
    `crowd ${percent(crowd.busiest)}`,
  ].join('  ')
}

export function table(sample: Sample): string[] {
  const { present, said, delivered, withheld, latency, server, crowd } = sample
  const { p50, p90, p99, max } = latency
  return [
    `  viewers ${whole(present).padStart(9)}   said ${whole(said)}/s   told ${short(total(delivered))}/s   withheld ${short(total(withheld))}/s   ${bytes(sample.bytes)}/s`,
    `  latency ${`p50 ${ms(p50)}`.padStart(9)}   p90 ${ms(p90)}   p99 ${ms(p99)}   worst ${ms(max)}`,
    `  server  ${share(server.cores).padStart(9)}   ${memory(server.rssBytes)}${known('   event loop', server.loopMaxMs, ms)}${known('   gear', server.gear, String)}${known('   ladder', server.ladder, String)}${known('   skipped', server.skipped, whole)}`,
    `  crowd   ${percent(crowd.busiest).padStart(9)} of a core in its busiest process   event loop ${ms(crowd.loopP99Ms)}`,
  ]
}

function share(cores: number | undefined): string {
  return cores === undefined ? 'elsewhere' : percent(cores)
}

function memory(rssBytes: number | undefined): string {
  return rssBytes === undefined ? '' : bytes(rssBytes)
}

function known(name: string, value: number | undefined, shown: (value: number) => string): string {
  return value === undefined ? '' : `${name} ${shown(value)}`
}
