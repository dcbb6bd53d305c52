import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAddress } from '../../../loadtest/crowd/local-address.ts'

test('2,000 viewers share a loopback address, and a million have 500 of them', () => {
  const from = (viewer: number) => localAddress('ws://127.0.0.1:8080', viewer)
  assert.deepEqual([0, 1_999, 2_000, 499_999, 500_000].map(from), [
    '127.0.1.1',
    '127.0.1.1',
    '127.0.1.2',
    '127.0.1.250',
    '127.0.2.1',
  ])
  const addresses = new Set(Array.from({ length: 1_000 }, (_, n) => from(n * 1_000)))
  assert.equal(addresses.size, 500)
})

test('who goes to another machine comes from wherever the kernel says', () => {
  assert.equal(localAddress('ws://edge.example:8080', 0), undefined)
})
