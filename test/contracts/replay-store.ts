// What every ReplayStore promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReplayStore, SegmentName } from '../../engine/ports/replay-store.ts'
import { STREAM, streamOf } from '../fixtures/message.ts'
import { until } from '../until.ts'

/** Opens a store with nothing in it and room for the few bytes of these tests. */
export type OpenReplayStore = (keepMs: number) => Promise<ReplayStore>

type After = { after(fn: () => Promise<void>): void }

const LONG_MS = 60_000
const SOON_MS = 300

export function replayStoreContract(name: string, open: OpenReplayStore): void {
  describe(`ReplayStore: ${name}`, () => {
    test('what was never put is not there, nor is another generation', async t => {
      const store = await opened(t)
      await store.put(segment(0), Uint8Array.of(1))
      assert.equal(await store.get(segment(1)), undefined)
      assert.equal(await store.get({ ...segment(0), generation: 2 }), undefined)
    })

    test('gives back the bytes, whatever they are', async t => {
      const store = await opened(t)
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      await store.put(segment(0), every)
      await store.put(segment(1), new Uint8Array())
      assert.deepEqual(bytesOf(await store.get(segment(0))), [...every])
      assert.deepEqual(bytesOf(await store.get(segment(1))), [])
    })

    test('what nobody asks for leaves; what is asked for here or elsewhere stays', async t => {
      const store = await opened(t, SOON_MS)
      for (const n of [0, 1, 2]) await store.put(segment(n), Uint8Array.of(n))
      const began = performance.now()
      await until(async () => {
        await store.get(segment(0))
        await store.touch([segment(1), segment(7)])
        return performance.now() - began > 3 * SOON_MS
      })
      assert.equal(await store.get(segment(2)), undefined)
      assert.deepEqual(bytesOf(await store.get(segment(0))), [0])
      assert.deepEqual(bytesOf(await store.get(segment(1))), [1])
    })

    test('forgets every generation of what touches a range, and nothing else', async t => {
      const store = await opened(t)
      const other = { ...segment(1), stream: streamOf(5) }
      const second = { ...segment(1), generation: 2 }
      for (const one of [segment(0), segment(1), second, segment(2), other])
        await store.put(one, Uint8Array.of(1))
      assert.equal(await store.forget(STREAM, { from: 1_500, to: 1_600 }), 2)
      assert.equal(await store.forget(STREAM, { from: 1_000, to: 2_000 }), 0)
      for (const one of [segment(1), second]) assert.equal(await store.get(one), undefined)
      for (const one of [segment(0), segment(2), other])
        assert.deepEqual(bytesOf(await store.get(one)), [1])
      const all = { from: 0, to: Number.POSITIVE_INFINITY }
      assert.equal(await store.forget(STREAM, all), 2)
    })
  })

  async function opened(t: After, keepMs = LONG_MS): Promise<ReplayStore> {
    const store = await open(keepMs)
    t.after(() => store.close())
    return store
  }
}

function segment(n: number): SegmentName {
  return { stream: STREAM, from: n * 1_000, to: (n + 1) * 1_000, generation: 1 }
}

function bytesOf(bytes: Uint8Array | undefined): number[] | undefined {
  return bytes && [...bytes]
}
