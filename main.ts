#!/usr/bin/env node
// The command line: `barrage all`, `barrage play`, `barrage import` and so on. It reads what was asked,
// says what is wrong with it in words, and leaves the work to what it calls.

import { readFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { Command, InvalidArgumentError } from 'commander'
import type { Barrage } from './barrage.ts'
import type { ServerRole } from './config/contradictions.ts'
import { loadConfig } from './config/load.ts'
import { describeMistake } from './config/mistake.ts'
import { settingsPage } from './config/reference.ts'
import type { Config } from './config/schema.ts'
import { Fault } from './engine/fault.ts'
import { readKeys } from './http/keys-on-disk.ts'
import { makeLog } from './http/log.ts'
import { startDemoCrowd } from './loadtest/demo-crowd.ts'
import { play } from './loadtest/play.ts'
import type { Asked } from './loadtest/run/plan.ts'
import { runCommand } from './recordings/command.ts'
import { importRecording } from './recordings/import.ts'

/** It runs compiled, from `dist/`. */
const PACKAGE = new URL('../package.json', import.meta.url)
const DEMO_ROOM = 'demo'
/** A lively room that can still be read: a comment and a half a second. */
const DEMO = { viewers: 40, perSecond: 1.5 }

/** What a process can do alone, beside others that do the rest. */
const ROLES: Readonly<Record<Exclude<ServerRole, 'all'>, string>> = {
  'room-service': 'joins, streams, the application’s messages, the admin API, the page',
  edge: 'holds viewers',
  ingest: 'writes what was said into the buckets',
  replay: 'writes the archive and plays it back',
}
const KEPT_IN_MEMORY = `
  The message log is in memory: what was acknowledged is kept until this process ends,
  and for good once it is in the archive.
`

type AllOptions = { readonly config?: string; readonly demo?: true }
/** Which server, and with which key. */
type TargetOptions = {
  readonly config?: string
  readonly room: string
  readonly server?: string
  readonly key?: string
}
type PlayOptions = TargetOptions & { readonly speed: number; readonly keepOpen?: true }
type ImportOptions = TargetOptions & { readonly at?: number; readonly keepPartial?: true }

type LoadtestOptions = Omit<Asked, 'server' | 'serverPids'> & {
  readonly config?: string
  readonly server?: string
  readonly serverPid?: readonly number[]
  readonly texts?: string
  readonly out?: string
}

const CONFIG: [string, string] = ['--config <file>', 'settings as JSON; see docs/settings.md']
const SERVER: [string, string] = [
  '--server <url>',
  'where Barrage answers; this machine unless you say otherwise',
]
const KEY: [string, string] = [
  '--key <key>',
  "the application's key; from the settings or the data folder otherwise",
]

const program = new Command('barrage')
  .description('A live-room danmaku (弹幕) and chatroom engine.')
  .version(JSON.parse(readFileSync(PACKAGE, 'utf8')).version)
  .showHelpAfterError()

program
  .command('all')
  .description('start everything in this process; Ctrl-C ends it')
  .option(...CONFIG)
  .option('--demo', `let a crowd of demo viewers speak in the room "${DEMO_ROOM}"`)
  .action(all)

for (const [role, does] of Object.entries(ROLES))
  program
    .command(role)
    .description(`start one role in this process: ${does}`)
    .option(...CONFIG)
    .action(async ({ config: file }: AllOptions) => {
      await run(role as ServerRole, settings(file, role as ServerRole))
    })

program
  .command('play <file>')
  .description('stream a recorded comment file into a room; docs/formats.md lists what is read')
  .requiredOption('--room <room>', 'the room; its stream is opened, and closed at the end')
  .option('--speed <n>', 'so many times faster than it was recorded', positive, 1)
  .option(...SERVER)
  .option(...KEY)
  .option('--keep-open', 'leave the stream open at the end')
  .option(...CONFIG)
  .action(playFile)

const loadtest = program
  .command('loadtest')
  .description('pretend to be a crowd, and measure; or compare two results')
loadtest
  .command('run <scenario>', { isDefault: true })
  .description('a scenario by its name, or by the path of your own; docs/loadtest.md')
  .option('--server <url>', 'where Barrage answers; this machine unless you say otherwise')
  .option('--viewers <n>', 'how many', positive)
  .option('--seconds <s>', 'how long they talk', positive)
  .option('--rate <r>', 'messages a second, of all together', positive)
  .option('--seed <k>', 'the same seed says the same at the same time', positive, 1)
  .option('--room <room>', 'a room of your own; else one that is made for the run')
  .option('--key <key>', "the application's key; from the settings or the data folder otherwise")
  .option('--operator-key <key>', "the operator's key; the same")
  .option('--admin <url>', 'where operators come')
  .option('--texts <file>', 'a recorded comment file whose comments are said')
  .option('--out <file>', 'the report: <file>.html and <file>.json')
  .option('--deflate', 'viewers offer permessage-deflate', false)
  .option('--tickets-first', 'all join before anybody connects: what each costs', false)
  .option('--join-by-key', 'join with the application’s key instead of as guests', false)
  .option('--processes <n>', 'processes of the crowd; one for 15,000 viewers otherwise', positive)
  .option('--server-pid <pid>', 'a process of the server; found by its port otherwise', pids)
  .option('--edge-pid <pid>', 'the edge that edge-kill kills', positive)
  .option('--host-allowed <name>', 'a host that is not this machine, and may be loaded')
  .option('--yes-really', 'you mean it', false)
  .option(...CONFIG)
  .action(runLoadtest)
loadtest
  .command('compare <a> <b>')
  .description('two results (JSON) side by side, with ratios')
  .action(async (a: string, b: string) => {
    const { compareCommand } = await import('./loadtest/compare-command.ts')
    process.exitCode = compareCommand(a, b)
  })

program
  .command('import <file>')
  .description('put a recorded comment file behind the replay, as a stream that is over')
  .requiredOption('--room <room>', 'the room that the stream was in')
  .option('--at <time>', 'when it began; as the file says, or when it was last changed', moment)
  .option('--keep-partial', 'of a file that breaks off, keep what came before')
  .option(...SERVER)
  .option(...KEY)
  .option(...CONFIG)
  .action(importFile)

program
  .command('config')
  .description('print the reference of all settings as markdown')
  .action(() => {
    process.stdout.write(settingsPage())
  })

await program.parseAsync().catch(giveUp)

async function all({ config: file, demo }: AllOptions): Promise<void> {
  const barrage = await run('all', settings(file))
  const crowd = demo && startDemoCrowd(crowdOf(barrage))
  if (crowd) process.once('SIGINT', () => crowd.close()).once('SIGTERM', () => crowd.close())
}

async function run(role: ServerRole, config: Config): Promise<Barrage> {
  const log = makeLog(config.logLevel)
  const { startBarrage } = await import('./barrage.ts') // half a second that no other command needs
  const barrage = await startBarrage(config, log, role, fail)
  process.stdout.write(whereToLook(role, barrage, config))
  const delay = config.shutdownMs + (role === 'edge' || role === 'all' ? config.edge.drainMs : 0)
  closeWithGrace({ delay, logger: console }, async ({ err }) => {
    if (err) log.fatal({ err }, 'a fault that nobody handled')
    await barrage.stop()
  })
  return barrage
}

/** Ends like after any fault that nobody handled: tidily, and with an exit code that says so. */
function fail(fault: Fault): void {
  setImmediate(() => {
    throw fault
  })
}

async function playFile(file: string, options: PlayOptions): Promise<void> {
  const { speed, keepOpen = false } = options
  const given = { file, speed, keepOpen, ...target(options) }
  process.exitCode = await runCommand('play', terminal => play({ ...given, ...terminal }))
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const { at, keepPartial = false } = options
  const given = { file, at, keepPartial, ...target(options) }
  process.exitCode = await runCommand('import', terminal =>
    importRecording({ ...given, ...terminal }),
  )
}

function target({ config: settingsFile, room, ...options }: TargetOptions) {
  const config = settings(settingsFile)
  const server = options.server ?? `http://${config.host}:${config.port}`
  const key = options.key || config.keys.application || readKeys(config.data.folder)?.application
  if (!key)
    throw new Fault(
      'bad-config',
      `no application key: give --key, set keys.application, or start Barrage once in this folder (it makes ${config.data.folder}/keys.json)`,
    )
  return { server, room, key }
}

async function runLoadtest(scenario: string, options: LoadtestOptions): Promise<void> {
  const { config: file, serverPid = [], ...asked } = options
  const config = settings(file)
  const kept = readKeys(config.data.folder)
  const { loadtestCommand } = await import('./loadtest/command.ts')
  process.exitCode = await loadtestCommand({
    ...asked,
    scenario,
    serverPids: serverPid,
    server: options.server ?? `http://${config.host}:${config.port}`,
    admin: options.admin ?? `http://${config.admin.host}:${config.admin.port}`,
    key: options.key || config.keys.application || kept?.application,
    operatorKey: options.operatorKey || config.keys.operator || kept?.operator,
    folder: `${config.data.folder}/loadtest`,
    command: `barrage ${process.argv.slice(2).join(' ')}`,
  })
}

/** The settings in force; ends the process when they are mistaken, having told all that is. */
function settings(file: string | undefined, role: ServerRole = 'all'): Config {
  const loaded = loadConfig({ role, file, env: process.env })
  if ('config' in loaded) return loaded.config
  const told = loaded.mistakes.map(mistake => `  ${describeMistake(mistake)}`)
  throw new Fault('bad-config', `the settings are not right:\n${told.join('\n')}`)
}

function crowdOf({ url: server }: Barrage) {
  return { server, room: DEMO_ROOM, ...DEMO, random: Math.random }
}

function whereToLook(role: ServerRole, { url, adminUrl }: Barrage, { log }: Config): string {
  const places = [
    ...(role === 'all' ? [`the room       ${url}/?room=${DEMO_ROOM}`] : []),
    `the API        ${url}/docs`,
    ...(adminUrl ? [`operators      ${adminUrl}/docs`] : []),
  ]
  const kept = log.url === 'memory:' ? KEPT_IN_MEMORY : ''
  return `
  Barrage is running${role === 'all' ? '' : ` as ${role}`}.

    ${places.join('\n    ')}
${kept}
  Ctrl-C ends it.

`
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('a number above 0 is expected.')
}

function moment(text: string): number {
  const at = Date.parse(text)
  if (Number.isFinite(at) && at >= 0) return at
  throw new InvalidArgumentError('a time like 2024-05-01T20:00:00+08:00 is expected.')
}

function pids(text: string, before: readonly number[] = []): number[] {
  return [...before, positive(text)]
}

function giveUp(failure: unknown): void {
  const known = failure instanceof Fault
  process.stderr.write(`barrage: ${known ? failure.message : (failure as Error).stack}\n`)
  process.exitCode = 1
}
