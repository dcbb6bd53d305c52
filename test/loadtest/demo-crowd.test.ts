import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startDemoCrowd } from '../../loadtest/demo-crowd.ts'
import { fakeEdge } from '../client/fake-edge.ts'
import { until } from '../until.ts'

test('the crowd comes in under its own names, speaks, comes back after a cut, and leaves', async t => {
  const edge = await fakeEdge(t)
  const options = { server: edge.url, room: 'r', viewers: 5, perSecond: 50, random: () => 0.3 }
  const crowd = startDemoCrowd(options)
  t.after(() => crowd.close())
  await until(() => edge.sockets.length === 5)
  assert.equal(new Set(edge.joins.map(({ name }) => name)).size, 5)
  await until(() => edge.sockets.some(({ frames }) => frames.some(frame => frame.t === 'send')))
  edge.sockets[0]?.socket.terminate()
  await until(() => edge.sockets.length === 6)
  crowd.close()
  await until(() => edge.sockets.every(({ closed }) => closed))
})
