import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Shards } from '../../../../engine/adapters/redis/shards.ts'
import { streamOf } from '../../../fixtures/message.ts'

const STREAMS = Array.from({ length: 3_000 }, (_, n) => streamOf(n))
const [A, B, C] = ['redis://a', 'redis://b:6379', 'redis://c:6380/1'] as const

test('a stream is found again in whatever order and with whatever password Redis are named', () => {
  const named = places([A, B, C])
  assert.deepEqual(places([C, 'redis://:secret@a:6379/0', B]), named)
})

test('every Redis gets its share, within a few hundredths', () => {
  for (const url of [A, B, C]) {
    const share = places([A, B, C]).filter(place => place === nodeOf(url)).length / STREAMS.length
    assert.ok(Math.abs(share - 1 / 3) < 0.05, `${url} has ${share}`)
  }
})

test('one Redis more moves only the streams that go to it', () => {
  const [before, after] = [places([A, B]), places([A, B, C])]
  for (const [index, place] of after.entries())
    if (place !== before[index]) assert.equal(place, nodeOf(C))
})

test('one alone has them all', () => {
  assert.deepEqual(new Set(places([A])), new Set([nodeOf(A)]))
})

function places(urls: readonly string[]): string[] {
  const shards = new Shards(urls, nodeOf)
  return STREAMS.map(stream => shards.of(stream))
}

function nodeOf(url: string): string {
  return new URL(url).hostname
}
