import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { Lease } from '../../edge/lease.ts'
import type { Fault } from '../../engine/fault.ts'
import type { Standing } from '../../engine/ports/edges.ts'
import { edgeReport, LEASE_MS } from '../fixtures/up-edges.ts'

let upMs: number
let standing: Standing | Error
let renewed: number
let renewals: 'work' | 'fail'
let taken: Fault[]
let lease: Lease

beforeEach(async () => {
  upMs = 1
  standing = 'new'
  renewed = 0
  renewals = 'work'
  taken = []
  lease = new Lease({
    edges: {
      register: async () => {
        if (standing instanceof Error) throw standing
        return standing
      },
      leave: async () => {},
    },
    leaseMs: LEASE_MS,
    upMs: () => upMs,
    report: () => edgeReport('a'),
    renewAll: async () => {
      renewed++
      if (renewals === 'fail') throw new Error('down')
    },
    taken: fault => taken.push(fault),
  })
  await lease.begin()
  standing = 'held'
})

test('an edge that beats in time is current, and reads nothing again', async () => {
  for (let beat = 0; beat < 5; beat++) {
    upMs += LEASE_MS / 3
    await lease.beat()
  }
  assert.deepEqual([lease.isCurrent, renewed], [true, 0])
})

test('an edge that was frozen relies on nothing from the moment it wakes until all is read again', async () => {
  upMs += LEASE_MS + 1
  assert.equal(lease.isCurrent, false)
  const beat = lease.beat()
  assert.equal(lease.isCurrent, false)
  await beat
  assert.deepEqual([lease.isCurrent, renewed], [true, 1])
})

test('a lease that the store has lost makes everything be read again', async () => {
  standing = 'new'
  await lease.beat()
  assert.deepEqual([lease.isCurrent, renewed], [true, 1])
})

test('as long as not everything could be read again, nothing is relied on', async () => {
  upMs += LEASE_MS + 1
  renewals = 'fail'
  await assert.rejects(lease.beat())
  assert.equal(lease.isCurrent, false)
  renewals = 'work'
  await lease.beat()
  assert.deepEqual([lease.isCurrent, renewed], [true, 2])
})

test('a store that is away makes no edge stale: it is the store that sleeps', async () => {
  standing = new Error('down')
  for (let beat = 0; beat < 6; beat++) {
    upMs += LEASE_MS / 3
    await assert.rejects(lease.beat())
    assert.equal(lease.isCurrent, true)
  }
})

test('an edge whose id another process took while it slept is told, and serves nothing', async () => {
  upMs += LEASE_MS + 1
  standing = 'taken'
  await lease.beat()
  assert.deepEqual([taken[0]?.code, lease.isCurrent, renewed], ['edge-id-taken', false, 0])
})

test('an id taken in the middle of it is no less taken', async () => {
  standing = 'taken'
  await lease.beat()
  assert.deepEqual([taken.length, lease.isCurrent], [1, false])
})

test('an edge waits for the lease of the one before it, and gives up when that is renewed', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  standing = 'taken'
  const refused = assert.rejects(lease.begin(), { code: 'edge-id-taken' })
  await passing()
  await refused
  const begun = lease.begin()
  await passing(LEASE_MS / 2)
  standing = 'new'
  await passing()
  await begun
})

/** Time goes by, and what hangs on it happens. */
async function passing(ms = 2 * LEASE_MS): Promise<void> {
  for (let passed = 0; passed < ms; passed += LEASE_MS / 10) {
    for (let turns = 0; turns < 5; turns++) await Promise.resolve()
    upMs += LEASE_MS / 10
    mock.timers.tick(LEASE_MS / 10)
  }
  for (let turns = 0; turns < 5; turns++) await Promise.resolve()
}
