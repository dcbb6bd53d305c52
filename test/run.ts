// All tests: `npm test`. Two files at a time, as there are cores; then, one by one, those that
// start a whole cluster and fill it, because what they measure is a machine of their own.
// Some of them alone: `node dist/test/run.js flows/speaking`.

import { readdirSync } from 'node:fs'
import { run } from 'node:test'
import { report, type TestEvent } from './reporter.ts'

const FOLDER = new URL('.', import.meta.url).pathname
const WHOLE_MACHINE = /^(cluster|simulation)\//
const FILE_MS = 900_000

const asked = process.argv.slice(2)
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.js'))
  .filter(file => asked.length === 0 || asked.some(part => file.includes(part)))
  .sort()

for await (const line of report(events())) process.stdout.write(line)

async function* events(): AsyncGenerator<TestEvent> {
  yield* all(
    files.filter(file => !WHOLE_MACHINE.test(file)),
    2,
  )
  yield* all(
    files.filter(file => WHOLE_MACHINE.test(file)),
    1,
  )
}

async function* all(some: readonly string[], concurrency: number): AsyncGenerator<TestEvent> {
  if (some.length === 0) return
  yield* run({ files: some.map(file => FOLDER + file), concurrency, timeout: FILE_MS })
}
