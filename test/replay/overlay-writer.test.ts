import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../engine/fault.ts'
import type { OverlayRow } from '../../engine/ports/overlay.ts'
import type { Context } from '../../engine/uplink/step.ts'
import { OverlayWriter } from '../../replay/overlay-writer.ts'
import { STREAM, said, streamOf } from '../fixtures/message.ts'

const NOTHING = {} as Context

test('what is said within a moment is written at once, a stream at a time', async () => {
  const { writer, written } = opened()
  const climbers = ['a', 'b'].map(text => ({ message: said(text), shadowed: text === 'b' }))
  const other = { message: said('c', { stream: streamOf(7) }), shadowed: false }
  const ends = await Promise.all([...climbers, other].map(one => writer.keep(one, NOTHING)))
  assert.deepEqual(ends, [...climbers, other])
  assert.deepEqual(written, [
    [STREAM, climbers],
    [streamOf(7), [other]],
  ])
})

test('an archive that is away, or does not know the stream, is told to everybody who waits', async () => {
  for (const answer of [false, new Fault('archive-unavailable')]) {
    const { writer } = opened(answer)
    const ends = ['a', 'b'].map(text =>
      writer.keep({ message: said(text), shadowed: false }, NOTHING),
    )
    for (const end of await Promise.all(ends))
      assert.deepEqual(end, { why: 'unavailable', retryMs: 1_000 })
  }
})

test('beyond so many that wait, others are told to come again', async () => {
  const { writer } = opened()
  const keep = (n: number) => writer.keep({ message: said(`${n}`), shadowed: false }, NOTHING)
  const many = Array.from({ length: 1_000 }, (_, n) => keep(n))
  assert.deepEqual(await keep(1_000), { why: 'overloaded', retryMs: 1_000 })
  await Promise.all(many)
  assert.ok('message' in (await keep(1_001)))
})

function opened(answer: boolean | Error = true) {
  const written: [string, readonly OverlayRow[]][] = []
  const writer = new OverlayWriter({
    add: async (stream, rows) => {
      if (answer instanceof Error) throw answer
      written.push([stream, rows])
      return answer
    },
  })
  return { writer, written }
}
