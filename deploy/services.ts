// `node dist/deploy/services.js up|down|status`: Redis, Kafka and Postgres beside each other
// on this machine, for `make services`. Ports and folder are settings (services.*).

import { loadConfig } from '../config/load.ts'
import { describeMistake } from '../config/mistake.ts'
import type { Config } from '../config/schema.ts'
import { bringDown, bringUp, folderOf } from './services/bring-up.ts'
import { noted } from './services/running.ts'
import { SERVICE_NAMES } from './services/service.ts'
import { ServiceTrouble } from './services/trouble.ts'

const COMMANDS: Readonly<Record<string, (services: Config['services']) => Promise<void>>> = {
  up,
  down,
  status,
}

await run(process.argv[2] ?? '').catch(error => {
  if (!(error instanceof ServiceTrouble)) throw error
  process.stderr.write(`services: ${error.message}\n`)
  process.exitCode = 1
})

async function run(command: string): Promise<void> {
  const loaded = loadConfig({ role: 'all', env: process.env })
  if ('mistakes' in loaded)
    throw new ServiceTrouble(loaded.mistakes.map(describeMistake).join('\n'))
  const work = COMMANDS[command]
  if (!work) throw new ServiceTrouble(`expected ${Object.keys(COMMANDS).join(', ')}`)
  await work(loaded.config.services)
}

async function up({ folder, ports }: Config['services']): Promise<void> {
  const since = performance.now()
  const jars = `${folder}/kafka/libs`
  const services = await bringUp({ folder, ports, jars, which: SERVICE_NAMES, tied: false })
  const lines = services.map(({ name, url }) => `    ${name.padEnd(12)} ${url}`)
  const seconds = ((performance.now() - since) / 1_000).toFixed(1)
  process.stdout.write(`
  All services answer, after ${seconds} s. Their data and logs are in ${folder}.

${lines.join('\n')}

  make services-down ends them.

`)
}

async function down({ folder }: Config['services']): Promise<void> {
  const ended = await bringDown(folder)
  process.stdout.write(`services: ${ended.length > 0 ? `ended ${ended.join(', ')}` : 'none ran'}\n`)
}

async function status({ folder }: Config['services']): Promise<void> {
  for (const name of SERVICE_NAMES) {
    const note = noted(folderOf(folder, name))
    const how = note
      ? `process ${note.pid} on ${Object.values(note.ports).join(', ')}`
      : 'does not run'
    process.stdout.write(`${name.padEnd(12)} ${how}\n`)
  }
}
