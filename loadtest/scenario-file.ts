// Finds a scenario: one of our own by its name, or anybody's by the path of its file. It is
// looked at before it is used, so that a mistake in it is told in words.

import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Fault } from '../engine/fault.ts'
import { isMeasure, MEASURE_NAMES } from './measures.ts'
import type { Scenario } from './scenario.ts'

const OURS = new URL('scenarios/', import.meta.url)
const NAME = /^[a-z][a-z0-9-]*$/

/** The names of our own. */
export function scenarioNames(): string[] {
  return readdirSync(fileURLToPath(OURS))
    .filter(file => /^[a-z0-9-]+\.[jt]s$/.test(file))
    .map(file => file.slice(0, -3))
    .sort()
}

/** @throws Fault `bad-file`, `bad-config` */
export async function loadScenario(named: string): Promise<{ name: string; scenario: Scenario }> {
  if (NAME.test(named) && scenarioNames().includes(named)) {
    const { scenario } = await import(new URL(`${named}.js`, OURS).href)
    return { name: named, scenario }
  }
  if (NAME.test(named))
    throw new Fault(
      'bad-config',
      `there is no scenario ${named}: it is one of ${scenarioNames().join(', ')}, or the path of a file`,
    )
  const name = named.replace(/^.*\//, '').replace(/\.[a-z]+$/, '')
  return { name, scenario: checked(await imported(resolve(named)), named) }
}

async function imported(path: string): Promise<unknown> {
  try {
    const { scenario } = (await importFile(path)) as { scenario?: unknown }
    return scenario
  } catch (error) {
    throw new Fault('bad-file', `${path}: ${(error as Error).message}`, error)
  }
}

/** Node reads TypeScript by itself from 22.18 on; before that it takes a hand. */
async function importFile(path: string): Promise<unknown> {
  const url = pathToFileURL(path).href
  if (!path.endsWith('.ts') || 'typescript' in process.features) return import(url)
  const { tsImport } = await import('tsx/esm/api')
  return tsImport(url, import.meta.url)
}

function checked(scenario: unknown, named: string): Scenario {
  const mistake = mistakeIn(scenario as Partial<Scenario> | undefined)
  if (mistake) throw new Fault('bad-config', `${named}: ${mistake}; see docs/loadtest.md`)
  return scenario as Scenario
}

const FUNCTIONS = ['rate', 'present', 'arrivals', 'happenings', 'requests'] as const

function mistakeIn(scenario: Partial<Scenario> | undefined): string | undefined {
  if (typeof scenario !== 'object' || scenario === null) return 'it exports no `scenario`'
  const { about, usual, gate = [], says = [] } = scenario
  if (typeof about !== 'string') return '`about` says in a line what it is'
  const { viewers, seconds, rate } = usual ?? {}
  if (![viewers, seconds, rate].every(Number.isFinite))
    return '`usual` has numbers: viewers, seconds, rate'
  const noFunction = FUNCTIONS.find(
    one => !['undefined', 'function'].includes(typeof scenario[one]),
  )
  if (noFunction) return `\`${noFunction}\` is a function of the moment`
  if (!says.every(({ weight }) => weight > 0)) return 'everything in `says` has a `weight` above 0'
  const unknown = gate.find(({ measure }) => !isMeasure(measure))
  if (unknown) return `there is no measure ${unknown.measure}: ${MEASURE_NAMES.join(', ')}`
  return undefined
}
