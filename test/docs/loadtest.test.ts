// Holds docs/loadtest.md to the code: the scenarios it lists are those that there are, and the
// one it shows as an example runs.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadScenario, scenarioNames } from '../../loadtest/scenario-file.ts'
import { BIG, Live } from '../flows/live.ts'
import { measured } from '../loadtest/run/measured.ts'
import { scratchFolder } from '../main/program.ts'

const PAGE = readFileSync('docs/loadtest.md', 'utf8')

test('the page lists the scenarios that there are', () => {
  const [, list = ''] = PAGE.split('\n## Scenarios\n')
  const named = [...(list.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)]
  assert.deepEqual(named.map(([, name]) => name).sort(), scenarioNames())
})

test('the scenario that the page shows runs as it stands', async t => {
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(PAGE) ?? []
  const file = join(scratchFolder(t), 'encore.ts')
  writeFileSync(file, example)
  const { scenario } = await loadScenario(file)
  const asked = { viewers: 20, seconds: 3, rate: 20 }
  const { verdict, audience } = await measured(await Live.start(t, BIG), scenario, asked)
  assert.deepEqual(verdict.void, [])
  assert.equal(audience.resumed, 2)
})
