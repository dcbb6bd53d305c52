import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { Carrier, type CarrierOptions } from '../../client/carrier.ts'
import type { Ending } from '../../client/connection.ts'
import { UNKNOWN } from '../../client/heartbeat.ts'
import type { WebSocketClass } from '../../client/socket.ts'

const WebSocket = class {} as unknown as WebSocketClass
const CUT: Ending = {
  ...{ code: 1006, text: '', told: false, mayComeBack: true },
  ...{ welcomed: true, hung: false, openMs: 60_000, quietMs: 16_000 },
}
const HUNG: Ending = { ...CUT, welcomed: false, hung: true, openMs: 0 }

function carrying(t: TestContext, more: Partial<CarrierOptions> = {}) {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const told = { climbs: 0, changes: 0 }
  let changed = () => {}
  const networkChanges = (listener: () => void) => {
    changed = listener
    return () => {
      changed = () => {}
    }
  }
  const carrier = new Carrier(
    { WebSocket, networkChanges, random: () => 0, ...more },
    { mayClimb: () => told.climbs++, networkChanged: () => told.changes++ },
  )
  return { carrier, told, change: () => changed() }
}

test('who polls may climb after a minute, and after two when that was in vain', t => {
  const { carrier, told } = carrying(t)
  carrier.ended('websocket', HUNG)
  assert.equal(carrier.by, 'polling')
  carrier.welcomed('polling')
  mock.timers.tick(60_000)
  assert.equal(told.climbs, 1)
  carrier.climbedInVain()
  mock.timers.tick(119_999)
  assert.equal(told.climbs, 1)
  mock.timers.tick(1)
  assert.equal(told.climbs, 2)
  carrier.welcomed('websocket')
  mock.timers.tick(600_000)
  assert.deepEqual([told.climbs, carrier.by], [2, 'websocket'])
})

test('another network: nothing is known of it, and who polls climbs at once', t => {
  const { carrier, told, change } = carrying(t)
  carrier.ended('websocket', CUT)
  carrier.ended('websocket', HUNG)
  assert.ok(carrier.bearing('websocket').bearsMs < 10_000)
  carrier.welcomed('polling')
  change()
  assert.deepEqual(told, { climbs: 1, changes: 1 })
  assert.deepEqual(carrier.bearing('websocket'), UNKNOWN)
})

test('polls may be as quiet as the edge says, whatever a socket may', t => {
  const { carrier } = carrying(t)
  carrier.ended('websocket', CUT)
  assert.deepEqual(carrier.bearing('polling'), UNKNOWN)
})

test('an edge that said why it ended says nothing of the network', t => {
  const { carrier } = carrying(t)
  carrier.ended('websocket', { ...CUT, told: true, code: 4001 })
  assert.deepEqual(carrier.bearing('websocket'), UNKNOWN)
})

test('without WebSocket nothing is climbed to', t => {
  const { carrier, told, change } = carrying(t, { WebSocket: false })
  carrier.welcomed('polling')
  mock.timers.tick(600_000)
  change()
  assert.deepEqual([carrier.by, told.climbs], ['polling', 0])
})

test('a carrier that was stopped does nothing any more', t => {
  const { carrier, told, change } = carrying(t)
  carrier.ended('websocket', HUNG)
  carrier.welcomed('polling')
  carrier.stop()
  change()
  mock.timers.tick(600_000)
  assert.deepEqual(told, { climbs: 0, changes: 0 })
})
