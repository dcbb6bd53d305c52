// What every Notices promises. Notices may be lost, so each test publishes until it is heard.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Notices } from '../../engine/ports/notices.ts'
import { STREAM, streamOf } from '../fixtures/message.ts'
import { until } from '../until.ts'

/** Opens notices that nobody watches. */
export type OpenNotices = () => Promise<Notices>

type After = { after(fn: () => Promise<void>): void }

export function noticesContract(name: string, open: OpenNotices): void {
  describe(`Notices: ${name}`, () => {
    test('whoever watches a stream hears of it, every time', async t => {
      const notices = await opened(t)
      const [one, two] = [ear(), ear()]
      notices.watch(STREAM, one.heard)
      notices.watch(STREAM, two.heard)
      for (const times of [1, 2])
        await published(notices, () => one.times() >= times && two.times() >= times)
    })

    test('publishing does not call who listens', async t => {
      const notices = await opened(t)
      const { heard, times } = ear()
      notices.watch(STREAM, heard)
      notices.publish(STREAM)
      assert.equal(times(), 0)
    })

    test('other streams are not heard', async t => {
      const notices = await opened(t)
      const [mine, other] = [ear(), ear()]
      notices.watch(STREAM, mine.heard)
      notices.watch(streamOf(1), other.heard)
      await published(notices, () => mine.times() >= 1)
      assert.equal(other.times(), 0)
    })

    test('who has ended watching hears no more, also not what was published before', async t => {
      const notices = await opened(t)
      const [gone, here] = [ear(), ear()]
      const end = notices.watch(STREAM, gone.heard)
      notices.watch(STREAM, here.heard)
      notices.publish(STREAM)
      end()
      end()
      await published(notices, () => here.times() >= 1)
      assert.equal(gone.times(), 0)
    })

    test('one listener watching twice ends each watch alone', async t => {
      const notices = await opened(t)
      const { heard, times } = ear()
      const end = notices.watch(STREAM, heard)
      notices.watch(STREAM, heard)
      end()
      await published(notices, () => times() >= 1)
    })

    test('one that throws harms nobody', async t => {
      const notices = await opened(t)
      const { heard, times } = ear()
      notices.watch(STREAM, () => {
        throw new Error('not now')
      })
      notices.watch(STREAM, heard)
      await published(notices, () => times() >= 2)
    })

    test('publishing to nobody, or after the end, is no mistake', async () => {
      const notices = await open()
      notices.publish(STREAM)
      await notices.close()
      notices.publish(STREAM)
    })
  })

  async function opened(t: After): Promise<Notices> {
    const notices = await open()
    t.after(() => notices.close())
    return notices
  }
}

function published(notices: Notices, heard: () => boolean): Promise<boolean> {
  return until(() => {
    if (heard()) return true
    notices.publish(STREAM)
    return false
  })
}

function ear() {
  let count = 0
  const heard = () => {
    count++
  }
  return { heard, times: () => count }
}
