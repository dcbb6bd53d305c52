// What every Removals promises. Each adapter runs this one suite.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Change, Removals } from '../../engine/ports/removals.ts'
import { ROOM, STREAM } from '../fixtures/message.ts'
import { until } from '../until.ts'

type After = { after(fn: () => Promise<void>): void }

export function removalsContract(name: string, open: () => Promise<Removals>): void {
  describe(`Removals: ${name}`, () => {
    test('tells what was reported of an act, in order, and of no other', async t => {
      const removals = await opened(t)
      assert.deepEqual(await removals.reported('a'), [])
      const [edge, archive] = [
        { place: 'edge-1', removed: 2 },
        { place: 'archive', removed: 1, heard: 3, streams: [{ room: ROOM, stream: STREAM }] },
      ]
      await removals.report('a', edge)
      await removals.report('a', archive)
      await removals.report('b', edge)
      assert.deepEqual(await removals.reported('a'), [edge, archive])
    })

    test('a change is heard by everybody who listens, and counted', async t => {
      const removals = await opened(t)
      assert.equal(await removals.announce({ act: 'nobody', streams: [] }), 0)
      const heard: Change[][] = [[], []]
      const stop = await removals.listen(change => heard[0]?.push(change))
      await removals.listen(change => heard[1]?.push(change))
      const change = { act: 'a', streams: [{ stream: STREAM, slots: [1, 2] }] }
      assert.equal(await removals.announce(change), 2)
      await until(() => heard.every(({ length }) => length === 1))
      assert.deepEqual(heard, [[change], [change]])
      await stop()
      assert.equal(await removals.announce({ ...change, act: 'b' }), 1)
      await until(() => heard[1]?.length === 2)
      assert.equal(heard[0]?.length, 1)
    })
  })

  async function opened(t: After): Promise<Removals> {
    const removals = await open()
    t.after(() => removals.close())
    return removals
  }
}
