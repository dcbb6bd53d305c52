import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAddress } from '../../../loadtest/crowd/local-address.ts'

test('2,000 viewers share a loopback address, and a million have 500 of them', () => {
  assert.deepEqual([0, 1_999, 2_000, 499_999, 500_000].map(localAddress), [
    '127.0.1.1',
    '127.0.1.1',
    '127.0.1.2',
    '127.0.1.250',
    '127.0.2.1',
  ])
  const addresses = new Set(Array.from({ length: 1_000 }, (_, n) => localAddress(n * 1_000)))
  assert.equal(addresses.size, 500)
})
