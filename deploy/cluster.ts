// `node dist/deploy/cluster.js [--demo]`, for `make cluster`: the services when they do not run
// yet, everybody of a cluster, and the door. It stays until Ctrl-C and then ends all that it
// started, in order; services that ran before stay.

import { once } from 'node:events'
import { resolve } from 'node:path'
import { loadConfig } from '../config/load.ts'
import { describeMistake } from '../config/mistake.ts'
import type { Config } from '../config/schema.ts'
import { type DemoCrowd, startDemoCrowd } from '../loadtest/demo-crowd.ts'
import { claim } from './cluster/claim.ts'
import { keepUp } from './cluster/keep-up.ts'
import type { ServiceUrls } from './cluster/members.ts'
import { placed } from './cluster/places.ts'
import { type Cluster, startCluster } from './cluster/start-cluster.ts'
import { bringUp, folderOf } from './services/bring-up.ts'
import { endService, noted } from './services/running.ts'
import { SERVICE_NAMES, type ServiceName } from './services/service.ts'
import { ServiceTrouble } from './services/trouble.ts'

const DEMO_ROOM = 'demo'
/** As `barrage all --demo`. */
const DEMO = { viewers: 40, perSecond: 1.5, random: Math.random }
/** As wide as the longest name, `room-service-1`. */
const NAME_WIDTH = 14

await run().catch(error => {
  if (!(error instanceof ServiceTrouble)) throw error
  process.stderr.write(`cluster: ${error.message.replaceAll('\n', '\ncluster: ')}\n`)
  process.exitCode = 1
})

async function run(): Promise<void> {
  const config = settings()
  const since = performance.now()
  const ports = { ...config.cluster.ports, door: { port: config.port, admin: config.admin.port } }
  const folder = resolve(config.data.folder)
  const letGo = claim(folder)
  await placed(ports) // what is in the way is told before the services start
  const asked = untilAsked()
  const { urls, started } = await services(config.services)
  try {
    if (asked.aborted) return
    say('starting 2 room services, 3 edges, 2 ingest workers, 2 replay processes and the door')
    const cluster = await startCluster({ urls, ports, folder, onLine: writeLine, signal: asked })
    tell(whereToLook(cluster, urls, performance.now() - since))
    await stay(cluster, asked)
  } catch (failure) {
    if (!asked.aborted) throw failure
    say('given up before it was ready')
  } finally {
    await Promise.all(started.map(name => endService(folderOf(config.services.folder, name))))
    if (started.length > 0) say(`ended ${started.join(', ')}`)
    letGo()
  }
}

function settings(): Config {
  const loaded = loadConfig({ role: 'all', env: process.env })
  if ('config' in loaded) return loaded.config
  throw new ServiceTrouble(loaded.mistakes.map(describeMistake).join('\n'))
}

async function services({ folder, ports }: Config['services']) {
  const ran = SERVICE_NAMES.filter(name => noted(folderOf(folder, name)))
  if (ran.length < SERVICE_NAMES.length) say('starting Redis twice, Kafka and Postgres')
  const jars = `${folder}/kafka/libs`
  const up = await bringUp({ folder, ports, jars, which: SERVICE_NAMES, tied: false })
  return {
    urls: Object.fromEntries(up.map(({ name, url }) => [name, url])) as ServiceUrls,
    started: SERVICE_NAMES.filter((name: ServiceName) => !ran.includes(name)),
  }
}

/** Aborted by the first signal, whenever it comes. */
function untilAsked(): AbortSignal {
  const asked = new AbortController()
  const ask = () => asked.abort()
  process.on('SIGINT', ask).on('SIGTERM', ask).on('SIGHUP', ask)
  return asked.signal
}

async function stay(cluster: Cluster, asked: AbortSignal): Promise<void> {
  const kept = keepUp(cluster, say)
  const crowd = process.argv.includes('--demo') ? demoCrowd(cluster) : undefined
  if (!asked.aborted) await once(asked, 'abort')
  const since = performance.now()
  say('ending all of it; again: at once')
  const again = () => cluster.killAll()
  process.once('SIGINT', again).once('SIGTERM', again)
  kept.leave()
  crowd?.close()
  const unwell = await cluster.stop()
  const seconds = ((performance.now() - since) / 1_000).toFixed(1)
  say(`all ended after ${seconds} s${unwell.length > 0 ? `; not well: ${unwell.join(', ')}` : ''}`)
}

function demoCrowd({ url: server }: Cluster): DemoCrowd {
  return startDemoCrowd({ server, room: DEMO_ROOM, ...DEMO })
}

function whereToLook(cluster: Cluster, urls: ServiceUrls, tookMs: number): string {
  const edges = cluster.processes().filter(({ name }) => name.startsWith('edge'))
  return `
  The cluster is up, after ${(tookMs / 1_000).toFixed(1)} s.

    the room       ${cluster.url}/?room=${DEMO_ROOM}
    the API        ${cluster.url}/docs
    operators      ${cluster.adminUrl}/docs
    edges          ${edges.map(({ name }) => cluster.urlOf(name)).join(' ')}
    services       ${Object.values(urls).join(' ')}

  Ctrl-C ends it.

`
}

function writeLine(name: string, line: string): void {
  if (line.trim() !== '') tell(`${name.padEnd(NAME_WIDTH)} | ${line}\n`)
}

function say(text: string): void {
  for (const line of text.split('\n')) writeLine('cluster', line)
}

function tell(text: string): void {
  process.stdout.write(text)
}
