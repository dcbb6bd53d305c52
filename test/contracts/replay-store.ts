// What every ReplayStore promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReplayStore } from '../../engine/ports/replay-store.ts'
import { until } from '../until.ts'

/** Opens a store with nothing in it and room for the few bytes of these tests. */
export type OpenReplayStore = () => Promise<ReplayStore>

type After = { after(fn: () => Promise<void>): void }

const LONG_MS = 60_000

export function replayStoreContract(name: string, open: OpenReplayStore): void {
  describe(`ReplayStore: ${name}`, () => {
    test('what was never put is not there', async t => {
      const store = await opened(t)
      assert.equal(await store.get('s/0'), undefined)
    })

    test('gives back the bytes, whatever they are', async t => {
      const store = await opened(t)
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      await store.put('s/0', every, LONG_MS)
      await store.put('s/1', new Uint8Array(), LONG_MS)
      assert.deepEqual(bytesOf(await store.get('s/0')), [...every])
      assert.deepEqual(bytesOf(await store.get('s/1')), [])
    })

    test('what is put again replaces what was there', async t => {
      const store = await opened(t)
      await store.put('s/0', Uint8Array.of(1), LONG_MS)
      await store.put('s/0', Uint8Array.of(2), LONG_MS)
      assert.deepEqual(bytesOf(await store.get('s/0')), [2])
    })

    test('what is too old is gone, and nothing else', async t => {
      const store = await opened(t)
      await store.put('short', Uint8Array.of(1), 30)
      await store.put('long', Uint8Array.of(2), LONG_MS)
      await until(async () => (await store.get('short')) === undefined)
      assert.deepEqual(bytesOf(await store.get('long')), [2])
    })
  })

  async function opened(t: After): Promise<ReplayStore> {
    const store = await open()
    t.after(() => store.close())
    return store
  }
}

function bytesOf(bytes: Uint8Array | undefined): number[] | undefined {
  return bytes && [...bytes]
}
