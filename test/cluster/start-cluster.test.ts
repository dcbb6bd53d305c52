// A cluster that cannot start says who failed and why, and leaves nothing running; one that
// runs is held by the names of its processes.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ANY_PORTS } from '../../deploy/cluster/places.ts'
import { startCluster } from '../../deploy/cluster/start-cluster.ts'
import { freePorts } from '../../deploy/services/ports.ts'
import { everybody } from '../../deploy/services/processes.ts'
import { ServiceTrouble } from '../../deploy/services/trouble.ts'
import { until } from '../until.ts'

async function nowhere() {
  const [one, two, three, four] = await freePorts(4)
  return {
    redisLive: `redis://127.0.0.1:${one}`,
    redisReplay: `redis://127.0.0.1:${two}`,
    kafka: `kafka://127.0.0.1:${three}`,
    postgres: `postgres://postgres@127.0.0.1:${four}/postgres`,
  }
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'barrage-cluster-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('without services everybody who fails is named, with its words, and nobody is left', async t => {
  const starting = startCluster({ urls: await nowhere(), folder: scratch(t) })
  await assert.rejects(starting, (failure: Error) => {
    assert.ok(failure instanceof ServiceTrouble)
    for (const name of ['ingest-1', 'ingest-2', 'replay-1', 'room-service-2', 'edge-3'])
      assert.match(failure.message, new RegExp(`${name} ended with code 1 while it started`))
    assert.match(failure.message, /log\.url = kafka:.*; expected a broker of Kafka/)
    return true
  })
  await until(() => !everybody().some(({ parent }) => parent === process.pid))
})

test('a port that is taken is told with who has it and for whom it is, before anything starts', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await until(() => server.listening)
  const { port } = server.address() as { port: number }
  const ports = { ...ANY_PORTS, edge: port, replay: port }
  const starting = startCluster({ urls: await nowhere(), folder: scratch(t), ports })
  await assert.rejects(starting, (failure: Error) => {
    const taken = `port ${port}, for edge-1, is taken by process ${process.pid} .*cluster\\.ports\\.edge \\(BARRAGE_CLUSTER_PORTS_EDGE\\)`
    assert.match(failure.message, new RegExp(taken))
    assert.match(failure.message, new RegExp(`both want port ${port}`))
    return true
  })
})
