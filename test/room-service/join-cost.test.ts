// What a join costs: of a room that somebody joined before, however long ago, no question to
// the database, and to Redis one at the most.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../until.ts'
import { type Served, serve } from './served.ts'

const HALF_HOUR_MS = 1_800_000

/** Counts the questions that are asked of a port from now on; not what it asks itself. */
function counted(port: object): Record<string, number> {
  const asked: Record<string, number> = {}
  let depth = 0
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(port))
  for (const name of methods.filter(method => method !== 'constructor')) {
    const method = Reflect.get(port, name)
    if (typeof method !== 'function') continue
    Reflect.set(port, name, (...args: unknown[]) => {
      if (depth++ === 0) asked[name] = (asked[name] ?? 0) + 1
      try {
        return method.apply(port, args)
      } finally {
        depth--
      }
    })
  }
  return asked
}

async function joinedBefore(served: Served): Promise<void> {
  const { status } = await join(served)
  assert.equal(status, 200)
  await join(served) // the first one changed the room: it opened it
}

const join = (served: Served) => served.as(undefined, 'POST', '/v1/rooms/lobby/join', {})

for (const crowd of [{}, { crowd: { above: 5, url: '', againMs: 1_000, frameBytes: 4_096 } }])
  test(`a join asks no database, and Redis once${crowd.crowd ? ', of a room with a crowd' : ''}`, async t => {
    const served = await serve(crowd)
    t.after(() => served.close())
    await joinedBefore(served)
    const [settings, members, edges] = [served.settings, served.members, served.edges].map(counted)
    served.clock.ms += HALF_HOUR_MS
    await until(() => edges?.now) // the beat of the process, not of the join
    const [beats, commands] = [edges?.now, { ...members }]
    assert.deepEqual(commands, {})
    const { status } = await join(served)
    assert.equal(status, 200)
    assert.deepEqual(members, { spread: 1 })
    assert.equal(edges?.now, beats)
    for (let n = 0; n < 20; n++) assert.equal((await join(served)).status, 200)
    assert.deepEqual(members, { spread: 1 })
    const { changes: _, ...asked } = settings ?? {} // asked once a second, whoever joins
    assert.deepEqual(asked, {})
  })
