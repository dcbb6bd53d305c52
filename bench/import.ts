// How fast a recording comes into a Postgres: `make bench-import`, or with fewer comments
// `COMMENTS=100000 make bench-import`. A Postgres and a server of their own; a million comments
// over three hours, made of real ones, are read from a file by `barrage import`, sent over HTTP
// and stored.
//
// Goal: 25,000 comments a second, from the start of the command to its end.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServices } from '../deploy/services/start-services.ts'
import { realTexts } from '../test/engine/uplink/real-texts.ts'
import { until } from '../test/until.ts'
import { writeRecording } from './made-recording.ts'
import { TreeCpu } from './tree-cpu.ts'

const GOAL_PER_SECOND = 25_000
const LOOK_MS = 500
const comments = Number(process.env.COMMENTS ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'barrage-import-'))
const services = await startServices({ folder: join(folder, 'services'), which: ['postgres'] })
const file = join(folder, 'recording.xml')
const all = new TreeCpu()
const say = (line: string) => process.stdout.write(`${line}\n`)

try {
  const texts = realTexts({ diagnostic: say })
  await writeRecording(file, { comments, hours: 3, texts })
  say(`${comments} comments, ${(statSync(file).size / 1e6).toFixed(0)} MB of XML`)
  const server = await started()
  try {
    await measured(server.url)
  } finally {
    server.process.kill('SIGINT')
    await once(server.process, 'exit')
  }
} finally {
  await services.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measured(url: string): Promise<void> {
  await imported(url, 'loadtest/sample.xml') // the schema is there, the hot code is compiled
  const before = cpu()
  const began = performance.now()
  const { out, peakMb, cpuMs } = await imported(url, file)
  const seconds = (performance.now() - began) / 1_000
  const perSecond = Math.round(comments / seconds)
  const stream = out.trim().split('\n').at(-1)
  say(
    `imported in ${seconds.toFixed(1)} s: ${perSecond} a second end to end (goal ${GOAL_PER_SECOND})`,
  )
  const micros = ((cpuMs - before) * 1_000) / comments
  say(`CPU of all processes: ${micros.toFixed(1)} µs a comment, which two cores of their own do`)
  say(`${Math.round((2 * 1e6) / micros)} times a second; the command had ${peakMb} MB at most`)
  const told = await (await fetch(`${url}/v1/replay/${stream}`)).json()
  const { counts, whole } = told as { counts: { messages: number }; whole: boolean }
  say(`the archive has ${counts.messages}, whole: ${whole}`)
  if (perSecond < GOAL_PER_SECOND || counts.messages !== comments) process.exitCode = 1
}

type Imported = { readonly out: string; readonly peakMb: number; readonly cpuMs: number }

async function imported(url: string, path: string): Promise<Imported> {
  const key = 'k'.repeat(32)
  const command = spawn(
    process.execPath,
    ['dist/main.js', 'import', path, '--room', 'r', '--server', url, '--key', key],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let out = ''
  let peakMb = 0
  let cpuMs = 0
  const looking = setInterval(() => {
    cpuMs = cpu()
    peakMb = Math.max(peakMb, residentMb(command))
  }, LOOK_MS)
  command.stdout.on('data', piece => {
    out += piece
  })
  const [code] = await once(command, 'exit')
  clearInterval(looking)
  if (code !== 0) throw new Error(`barrage import ends with ${code}`)
  return { out, peakMb, cpuMs }
}

/** Of Postgres, the server and the command, in ms. */
function cpu(): number {
  all.look()
  return all.ms
}

async function started(): Promise<{ process: ChildProcess; url: string }> {
  const server = spawn(process.execPath, ['dist/main.js', 'all'], {
    env: {
      ...process.env,
      ...{ BARRAGE_PORT: '0', BARRAGE_ADMIN_PORT: '0', BARRAGE_DATA_FOLDER: folder },
      ...{ BARRAGE_ARCHIVE_URL: services.urls.postgres, BARRAGE_LOG_LEVEL: 'warn' },
      BARRAGE_KEYS_APPLICATION: 'k'.repeat(32),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  server.stdout?.on('data', piece => {
    out += piece
  })
  const url = await until(() => /the API +(http:\S+)\/docs/.exec(out)?.[1])
  return { process: server, url }
}

/** proc(5), in MB. */
function residentMb({ pid }: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024)
  } catch {
    return 0 // it has just ended
  }
}
