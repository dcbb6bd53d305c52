// `make cluster` as a process: it keeps everybody up, is there once, and ends at Ctrl-C with
// nothing left behind.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { kafkaJars } from '../../deploy/services/kafka-jars.ts'
import {
  commandLineOf,
  everybody,
  isStill,
  type Known,
  known,
  treeOf,
} from '../../deploy/services/processes.ts'
import type { JoinAnswer } from '../../engine/wire/frames.ts'
import { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'

const MAIN = fileURLToPath(new URL('../../deploy/cluster.js', import.meta.url))
/** Those of `make services`, so that they are fetched once. */
const JARS = resolve('data/services/kafka/libs')
/** From nothing, with services, on a machine that does other things. */
const START_MS = 120_000
const END_MS = 40_000
const PORTS = ['ROOM_SERVICE', 'ADMIN', 'EDGE', 'INGEST', 'REPLAY']
const SERVICES = ['REDIS_LIVE', 'REDIS_REPLAY', 'KAFKA', 'KAFKA_CONTROLLER', 'POSTGRES']

test('a cluster keeps its processes up, is there once, and ends at Ctrl-C', async t => {
  const folder = await scratch()
  const programs: ClusterProgram[] = []
  t.after(async () => {
    // Each finds what it started by what is noted in the folder.
    for (const program of programs) await program.end()
    rmSync(folder, { recursive: true, force: true })
  })
  const cluster = new ClusterProgram(folder)
  programs.push(cluster)
  await until(() => cluster.ended || cluster.url, { withinMs: START_MS, what: 'it is up' })
  assert.notEqual(cluster.url, '', cluster.out)

  const second = new ClusterProgram(folder)
  programs.push(second)
  await until(() => second.ended, { withinMs: START_MS })
  assert.equal(second.ended?.code, 1)
  assert.match(second.out, new RegExp(`runs already, as process ${cluster.process.pid}`))

  const killed = cluster.processes(' edge')[0] as Known
  process.kill(killed.pid, 'SIGKILL')
  await until(() => /edge-\d is back/.test(cluster.out), { withinMs: START_MS })
  assert.match(cluster.out, /edge-\d ended with SIGKILL; it is started again in 0.5 s/)

  const viewer = await comeIn(cluster.url)
  assert.equal((await viewer.say({ text: 'the last word' })).t, 'ok')
  const left = treeOf(known(cluster.process.pid as number) as Known)
  assert.ok(left.length >= 10, `${left.length}`)
  cluster.process.kill('SIGINT')
  await until(() => cluster.ended, { withinMs: END_MS, what: 'it ends' })
  assert.equal(cluster.ended?.code, 0, cluster.out)
  assert.match(cluster.out, /all ended after [\d.]+ s\n/)
  assert.equal((await viewer.frame('bye')).code, 4001)
  assert.deepEqual(left.filter(isStill), [])
  assert.match(cluster.out, /ended redisLive, redisReplay, kafka, postgres/)
})

async function scratch(): Promise<string> {
  await kafkaJars(JARS)
  const folder = mkdtempSync(join(tmpdir(), 'barrage-cluster-'))
  mkdirSync(join(folder, 'services/kafka'), { recursive: true })
  symlinkSync(JARS, join(folder, 'services/kafka/libs'))
  return folder
}

/**
 * As a client does: who is turned away joins again. An edge that is just back may not be in the
 * ring yet, and a join may still name it for its life before.
 */
async function comeIn(url: string): Promise<Viewer> {
  return until(async () => Viewer.enter(await joinLobby(url)).catch(() => undefined), {
    what: 'a viewer is let in',
  })
}

async function joinLobby(url: string): Promise<JoinAnswer> {
  const response = await fetch(`${url}/v1/rooms/lobby/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  assert.equal(response.status, 200)
  return (await response.json()) as JoinAnswer
}

class ClusterProgram {
  readonly process: ChildProcess
  out = ''
  ended: { readonly code: number | null } | undefined

  constructor(folder: string) {
    const any = (names: string[], of: string) => names.map(name => [`BARRAGE_${of}_${name}`, '0'])
    this.process = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        ...Object.fromEntries(any(PORTS, 'CLUSTER_PORTS')),
        ...Object.fromEntries(any(SERVICES, 'SERVICES_PORTS')),
        BARRAGE_PORT: '0',
        BARRAGE_ADMIN_PORT: '0',
        BARRAGE_DATA_FOLDER: join(folder, 'data'),
        BARRAGE_SERVICES_FOLDER: join(folder, 'services'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', piece => {
        this.out += piece
      })
    this.process.on('close', code => {
      this.ended = { code }
    })
  }

  async end(): Promise<void> {
    if (this.ended) return
    this.process.kill('SIGTERM')
    await until(() => this.ended, { withinMs: END_MS })
  }

  get url(): string {
    return /the room +(http:\/\/[^/]+)/.exec(this.out)?.[1] ?? ''
  }

  /** Its children whose command line ends so. */
  processes(ending: string): Known[] {
    return everybody().filter(
      ({ pid, parent }) => parent === this.process.pid && commandLineOf(pid).endsWith(ending),
    )
  }
}
