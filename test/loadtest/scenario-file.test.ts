import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Fault } from '../../engine/fault.ts'
import { loadScenario, scenarioNames } from '../../loadtest/scenario-file.ts'
import { scratchFolder } from '../main/program.ts'

const OURS = [
  ...['abuse', 'calm', 'edge-kill', 'flood', 'gift-storm', 'join-storm', 'raid'],
  ...['reconnect-storm', 'replay-rush', 'slow-readers', 'soak', 'surge'],
]

test('ours are found by their names, and each makes sense at every second', async () => {
  assert.deepEqual(scenarioNames(), OURS)
  for (const name of OURS) {
    const { scenario } = await loadScenario(name)
    const { viewers, seconds, rate } = scenario.usual
    for (const second of [0, seconds / 2, seconds]) {
      const moment = { second, seconds, viewers, rate }
      const numbers = [
        scenario.rate?.(moment) ?? rate,
        scenario.present?.(moment) ?? viewers,
        scenario.arrivals?.(moment) ?? 1,
      ]
      assert.ok(
        numbers.every(number => number >= 0),
        `${name} at ${second}: ${numbers}`,
      )
      const when = scenario.happenings?.(moment).map(({ atSecond }) => atSecond) ?? []
      assert.ok(
        when.every(at => at < seconds),
        name,
      )
    }
  }
})

test('a surge is a hundredfold within a minute', async () => {
  const { scenario } = await loadScenario('surge')
  const at = (second: number) => ({ second, seconds: 90, viewers: 2_000, rate: 200 })
  assert.deepEqual(
    [0, 60, 89].map(second => scenario.rate?.(at(second))),
    [2, 200, 200],
  )
  assert.deepEqual(
    [0, 60].map(second => scenario.present?.(at(second))),
    [20, 2_000],
  )
})

const USUAL = 'usual: { viewers: 1, seconds: 1, rate: 1 }'

function file(t: TestContext, name: string, text: string): string {
  const path = join(scratchFolder(t), name)
  writeFileSync(path, text)
  return path
}

test('anybody’s is read from its file, in JavaScript and in TypeScript', async t => {
  const js = file(t, 'mine.mjs', `export const scenario = { about: 'mine', ${USUAL} }`)
  assert.deepEqual((await loadScenario(js)).name, 'mine')
  const ts = file(
    t,
    'yours.ts',
    `import type { Scenario } from "./nowhere.ts"
     type Lines = readonly string[]
     const lines: Lines = ['a']
     export const scenario: Scenario = { about: lines[0] as string, ${USUAL} }`,
  )
  const { name, scenario } = await loadScenario(ts)
  assert.deepEqual([name, scenario.about], ['yours', 'a'])
})

const MISTAKES: [what: string, text: string, told: RegExp][] = [
  ['no scenario', 'export const other = 1', /exports no `scenario`/],
  ['no words', `export const scenario = { ${USUAL} }`, /`about` says/],
  ['no numbers', `export const scenario = { about: 'x', usual: {} }`, /`usual` has numbers/],
  [
    'a rate that is no function',
    `export const scenario = { about: 'x', ${USUAL}, rate: 5 }`,
    /`rate` is a function/,
  ],
  [
    'a weight of nothing',
    `export const scenario = { about: 'x', ${USUAL}, says: [{ weight: 0 }] }`,
    /a `weight` above 0/,
  ],
  [
    'a measure that there is not',
    `export const scenario = { about: 'x', ${USUAL}, gate: [{ measure: 'p42', most: 1 }] }`,
    /no measure p42: p50Ms/,
  ],
  ['no sense', 'export const scenario = {', /mistaken\.mjs/],
]
for (const [what, text, told] of MISTAKES)
  test(`a file with ${what} is told so`, async t => {
    await assert.rejects(loadScenario(file(t, 'mistaken.mjs', text)), (error: Fault) => {
      assert.match(error.message, told)
      return error.name === 'Fault'
    })
  })

test('a name that nobody has is answered with those that there are', async () => {
  await assert.rejects(loadScenario('clam'), /no scenario clam: it is one of abuse, calm/)
  await assert.rejects(loadScenario('./nowhere/mine.ts'), /mine\.ts/)
})
