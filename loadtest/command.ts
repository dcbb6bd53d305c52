// `barrage loadtest`: the same from a terminal. Ctrl-C ends the talk early and the result is
// told all the same; a second one ends everything at once. The exit code is for machines:
// 0 good, 1 nothing could be measured, 2 a threshold was not kept, 3 the run is void.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Fault } from '../engine/fault.ts'
import { htmlReport } from './report/html.ts'
import { LiveTable } from './report/live-table.ts'
import { summary } from './report/summary.ts'
import type { Result } from './result.ts'
import { type Asked, type Plan, planOf } from './run/plan.ts'
import { run } from './run/run.ts'
import { loadScenario } from './scenario-file.ts'
import { randomFrom } from './seeded-random.ts'
import { madeUpTexts, recordedTexts } from './speaking/corpus.ts'

export const EXIT = { good: 0, failed: 1, crossed: 2, void: 3 } as const

export type LoadtestArguments = Asked & {
  /** A name, or the path of a file. */
  readonly scenario: string
  /** A recording whose comments are said. */
  readonly texts?: string | undefined
  /** Where the report goes; `.html` and `.json` are put behind it. */
  readonly out?: string | undefined
  /** Where reports go that nobody named. */
  readonly folder: string
  readonly command: string
}

/** Answers the exit code. */
export async function loadtestCommand(given: LoadtestArguments): Promise<number> {
  const { stderr: screen, stdout } = process
  try {
    const { name, scenario } = await loadScenario(given.scenario)
    const plan = planOf(name, scenario, given)
    const skipped = whySkipped(plan)
    if (skipped) {
      stdout.write(`${name} is skipped: ${skipped}\n`)
      return EXIT.good
    }
    const result = await measure(plan, given)
    stdout.write(summary(result))
    stdout.write(`  report     ${written(result, given)}\n`)
    return exitCode(result)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    screen.write(`barrage loadtest: ${error.message}\n`)
    return EXIT.failed
  }
}

export function exitCode({ verdict }: Result): number {
  if (verdict.void.length > 0) return EXIT.void
  return verdict.crossed.length > 0 ? EXIT.crossed : EXIT.good
}

async function measure(plan: Plan, { texts, command }: LoadtestArguments): Promise<Result> {
  const { name, viewers, rate, seconds } = plan
  const title = `${name} · ${viewers} viewers · ${rate}/s`
  const table = new LiveTable(process.stderr, { title, seconds })
  const interrupt = new AbortController()
  const stop = () => interrupt.abort()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await run(plan, {
      texts: texts ? await recordedTexts(texts) : madeUpTexts(randomFrom(plan.seed + 1)),
      signal: interrupt.signal,
      show: sample => table.show(sample),
      say: line => table.say(line),
      command,
    })
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/** Why this run cannot be, though nothing is wrong. */
function whySkipped({ scenario, edgePid, seconds, viewers, rate }: Plan): string | undefined {
  const happenings = scenario.happenings?.({ second: 0, seconds, viewers, rate }) ?? []
  const kills = happenings.some(one => one.do === 'kill-edge')
  if (!kills || edgePid !== undefined) return undefined
  return 'it kills an edge, and was not told which: --edge-pid PID (of an edge process whose viewers have another edge to go to, as in `make cluster`)'
}

function written(result: Result, { out, folder }: LoadtestArguments): string {
  const stamp = result.startedAt.slice(0, 19).replace(/[^0-9]/g, '')
  const base = out?.replace(/\.(html|json)$/, '') ?? `${folder}/${result.scenario}-${stamp}`
  mkdirSync(dirname(base), { recursive: true })
  writeFileSync(`${base}.json`, `${JSON.stringify(result)}\n`)
  writeFileSync(`${base}.html`, htmlReport(result))
  return `${base}.html, ${base}.json`
}
