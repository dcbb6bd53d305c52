// What every ColdStore promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { ColdStore } from '../../engine/ports/cold-store.ts'

/** Opens a store that may be shared by all tests. */
export function coldStoreContract(name: string, open: () => Promise<ColdStore>): void {
  describe(`ColdStore: ${name}`, () => {
    let store: ColdStore
    before(async () => {
      store = await open()
    })

    test('gives back a file, or a piece of it', async () => {
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
      await store.put('pieces/a.bin', every)
      assert.deepEqual([...((await store.get('pieces/a.bin')) ?? [])], [...every])
      const piece = await store.get('pieces/a.bin', { from: 250, length: 3 })
      assert.deepEqual([...(piece ?? [])], [250, 251, 252])
      const end = await store.get('pieces/a.bin', { from: 254, length: 10 })
      assert.deepEqual([...(end ?? [])], [254, 255])
    })

    test('what was never put is not there', async () => {
      assert.equal(await store.get('never/put'), undefined)
      assert.equal(await store.get('never/put', { from: 0, length: 1 }), undefined)
      assert.deepEqual(await store.list('never/'), [])
      await store.remove(['never/put'])
    })

    test('what is put again replaces what was there', async () => {
      await store.put('again', Uint8Array.of(1, 2, 3))
      await store.put('again', Uint8Array.of(4))
      assert.deepEqual([...((await store.get('again')) ?? [])], [4])
    })

    test('lists what begins with a name, in order, and forgets what is removed', async () => {
      const names = ['list/b/1', 'list/a/2', 'list/a/1', 'list/ab/1']
      for (const one of names) await store.put(one, Uint8Array.of(1))
      assert.deepEqual(await store.list('list/a/'), ['list/a/1', 'list/a/2'])
      assert.equal((await store.list('list/')).length, 4)
      await store.remove(['list/a/1', 'list/b/1'])
      assert.deepEqual(await store.list('list/'), ['list/a/2', 'list/ab/1'])
    })

    test('lists more than one answer holds', async () => {
      const names = Array.from({ length: 1_050 }, (_, n) => `many/${String(n).padStart(5, '0')}`)
      for (let n = 0; n < names.length; n += 50)
        await Promise.all(names.slice(n, n + 50).map(one => store.put(one, Uint8Array.of(1))))
      assert.deepEqual(await store.list('many/'), names)
    })
  })
}
