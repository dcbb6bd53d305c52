// The real services, started, broken and started again as fault tests and `make services`
// will. Everything is on free ports and in folders of its own.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { kafkaAnswers, postgresAnswers, redisAnswers } from '../../../deploy/services/answers.ts'
import { bringDown, folderOf } from '../../../deploy/services/bring-up.ts'
import { noted } from '../../../deploy/services/running.ts'
import { SERVICE_NAMES, type ServiceName } from '../../../deploy/services/service.ts'
import { startServices } from '../../../deploy/services/start-services.ts'
import { ServiceTrouble } from '../../../deploy/services/trouble.ts'
import { until } from '../../until.ts'

const ANSWERS: Record<ServiceName, (port: number) => Promise<boolean>> = {
  redisLive: redisAnswers,
  redisReplay: redisAnswers,
  kafka: kafkaAnswers,
  postgres: postgresAnswers,
}
const parent = mkdtempSync(join(tmpdir(), 'barrage-services-'))
const folders: string[] = []
after(async () => {
  for (const folder of folders) await bringDown(folder)
  rmSync(parent, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = join(parent, String(folders.length))
  folders.push(folder)
  return folder
}

async function allAnswer(urls: Readonly<Record<ServiceName, string>>): Promise<void> {
  for (const name of SERVICE_NAMES) assert.ok(await ANSWERS[name](portOf(urls[name])), name)
}

test('all four come up from nothing, stay when asked again, and come back over old data', async () => {
  const folder = newFolder()
  const services = await startServices({ folder })
  await allAnswer(services.urls)
  const pids = SERVICE_NAMES.map(name => noted(folderOf(folder, name))?.pid)

  const again = await startServices({ folder })
  assert.deepEqual(again.urls, services.urls)
  assert.deepEqual(
    SERVICE_NAMES.map(name => noted(folderOf(folder, name))?.pid),
    pids,
  )

  await command(portOf(services.urls.redisLive), 'SET kept yes')
  await Promise.all(SERVICE_NAMES.map(name => services.kill(name)))
  assert.ok(SERVICE_NAMES.every(name => noted(folderOf(folder, name)) === undefined))
  const back = await startServices({ folder })
  await allAnswer(back.urls)
  assert.match(await command(portOf(back.urls.redisLive), 'GET kept'), /yes/)
  await back.stop()
})

test('down ends exactly those that up started', async () => {
  const [mine, other] = [newFolder(), newFolder()]
  const which = ['redisLive', 'redisReplay'] as const
  const [, kept] = await Promise.all([
    startServices({ folder: mine, which }),
    startServices({ folder: other, which }),
  ])
  assert.deepEqual(await bringDown(mine), ['redisLive', 'redisReplay'])
  assert.deepEqual(await bringDown(mine), [])
  assert.ok(await redisAnswers(portOf(kept.urls.redisLive)))
  await kept.stop()
})

test('two who bring up one folder at once get the same services', async () => {
  const folder = newFolder()
  const which = ['redisLive'] as const
  const [one, two] = await Promise.all([
    startServices({ folder, which }),
    startServices({ folder, which }),
  ])
  assert.deepEqual(one.urls, two.urls)
  await one.stop()
})

test('every port that is taken is told at once, with who has it, and nothing is started', async t => {
  const taken = await Promise.all([listening(), listening()])
  t.after(() => {
    for (const { server } of taken) server.close()
  })
  const [first = 0, second = 0] = taken.map(({ port }) => port)
  const ports = { redisLive: first, redisReplay: 0, kafka: 0, kafkaController: second, postgres: 0 }
  const folder = newFolder()
  await assert.rejects(startServices({ folder, ports }), error => {
    assert.ok(error instanceof ServiceTrouble)
    assert.match(error.message, new RegExp(`port ${first} is taken by process ${process.pid} `))
    assert.match(error.message, /services.ports.redisLive \(BARRAGE_SERVICES_PORTS_REDIS_LIVE\)/)
    assert.match(error.message, new RegExp(`port ${second} .* services.ports.kafkaController`))
    return true
  })
  assert.deepEqual(await bringDown(folder), [])
})

test('who runs on another port than asked for is not moved in silence', async () => {
  const folder = newFolder()
  const services = await startServices({ folder, which: ['redisLive'] })
  const ports = { redisLive: 1, redisReplay: 0, kafka: 0, kafkaController: 0, postgres: 0 }
  const moved = startServices({ folder, which: ['redisLive'], ports })
  await assert.rejects(moved, /redisLive runs on port \d+ and not on 1: end it first/)
  await services.stop()
})

test('one that cannot start is told with its own last words, and the others end', async () => {
  const folder = newFolder()
  const which = ['redisLive', 'postgres'] as const
  const services = await startServices({ folder, which })
  await services.stop()
  rmSync(join(folderOf(folder, 'postgres'), 'data', 'global', 'pg_control'))
  await assert.rejects(
    startServices({ folder, which }),
    /postgres ended while it started .*global/s,
  )
  assert.deepEqual(await bringDown(folder), [])
})

test('one that is stopped is silent, and goes on where it was', async () => {
  const services = await startServices({ folder: newFolder(), which: ['redisLive', 'postgres'] })
  const [redis, postgres] = [services.urls.redisLive, services.urls.postgres].map(portOf)
  services.pause('redisLive')
  services.pause('postgres')
  const silent = await Promise.all([redisAnswers(redis ?? 0), postgresAnswers(postgres ?? 0)])
  assert.deepEqual(silent, [false, false])
  services.resume('redisLive')
  services.resume('postgres')
  const again = await Promise.all([redisAnswers(redis ?? 0), postgresAnswers(postgres ?? 0)])
  assert.deepEqual(again, [true, true])
  services.pause('postgres')
  await services.stop() // also of who is stopped
})

test('what a test started ends with it, also when that was killed', async () => {
  const folder = newFolder()
  const script = `
    const { startServices } = await import('${new URL('../../../deploy/services/start-services.js', import.meta.url)}')
    await startServices({ folder: '${folder}', which: ['redisLive', 'postgres'] })
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
  const running = () => [noted(folderOf(folder, 'redisLive')), noted(folderOf(folder, 'postgres'))]
  await until(() => running().every(one => one), { withinMs: 20_000 })
  child.kill('SIGKILL')
  await until(() => running().every(one => !one))
})

function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** One line to a Redis, one piece of answer back. */
function command(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\n`))
    socket.once('error', reject)
    socket.once('data', answer => {
      socket.destroy()
      resolve(answer.toString())
    })
  })
}

function listening(): Promise<{ server: ReturnType<typeof createServer>; port: number }> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      resolve({ server, port: (server.address() as { port: number }).port })
    })
  })
}
