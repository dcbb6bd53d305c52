import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fetch } from '../../client/ask.ts'
import { gapIn, readGap } from '../../client/gap.ts'
import type { PastFrame, Withheld } from '../../engine/wire/frames.ts'

const SAID = [
  { priority: 'whitelist', at: 1_500 },
  { priority: 'high', at: 6_000 },
  { at: 7_000 },
  { at: 8_000 },
]

for (const [trimmed, afterMs, beforeMs, why] of [
  [undefined, 1_000, undefined, 'the buckets had it all'],
  [{}, 1_000, undefined, 'they let go of nothing'],
  [{ low: 1 }, 1_000, 7_001, 'it ends where low begins'],
  [{ high: 1, low: 1 }, 1_000, 7_001, 'it ends where the later of two begins'],
  [{ high: 1 }, 1_000, 6_001, 'low was held'],
  [{ whitelist: 1 }, 3_000, undefined, 'that was shown'],
  [{ low: 1 }, undefined, undefined, 'nothing was shown before'],
] as const)
  test(`a gap, ${JSON.stringify(trimmed)} trimmed since ${afterMs}: ${why}`, () => {
    const gap = gapIn(past(trimmed, SAID), afterMs)
    assert.deepEqual(gap, beforeMs === undefined ? undefined : { afterMs, beforeMs })
  })

test('where a bucket holds nothing any more the gap goes on to now', () => {
  assert.deepEqual(gapIn(past({ low: 3 }, []), 5), { afterMs: 5, beforeMs: 9_001 })
})

test('of a long gap the newest 500 are read, and no piece more than that takes', async () => {
  const { fetch, asked } = replay({ pieces: 20, said: 200 })
  const found = await readGap({ server: 'http://r', stream: 's', fetch }, gapOf(0, 20_000))
  assert.deepEqual([found.length, found.at(-1)?.id, found[0]?.id], [500, '19-199', '17-100'])
  assert.deepEqual(asked.slice(1), ['/p/19?limit=30', '/p/18?limit=30', '/p/17?limit=30'])
})

test('of a room that hardly speaks 30 pieces are read', async () => {
  const { fetch, asked } = replay({ pieces: 100, said: 1 })
  const found = await readGap({ server: 'http://r', stream: 's', fetch }, gapOf(0, 100_000))
  assert.deepEqual([found.length, asked.length], [30, 31])
})

test('what was said before the gap and after it is not told', async () => {
  const { fetch, asked } = replay({ pieces: 4, said: 2 })
  const found = await readGap({ server: 'http://r', stream: 's', fetch }, gapOf(1_000, 2_001))
  assert.deepEqual(
    found.map(({ id }) => id),
    ['1-1', '2-0'],
  )
  assert.equal(asked.length, 3)
})

test('when a piece does not come there is nothing to tell', async () => {
  const { fetch } = replay({ pieces: 4, said: 2, without: '/p/2?limit=30' })
  assert.deepEqual(await readGap({ server: 'http://r', stream: 's', fetch }, gapOf(0, 4_000)), [])
})

function gapOf(afterMs: number, beforeMs: number) {
  return { afterMs, beforeMs }
}

function past(trimmed: Withheld | undefined, messages: readonly object[]): PastFrame {
  return { ...(trimmed ? { trimmed } : {}), messages, at: 9_000 } as unknown as PastFrame
}

/** Pieces of a second each, in which so much was said, a millisecond after the other. */
function replay({ pieces = 0, said = 0, without = '' }) {
  const rows = Array.from({ length: pieces }, (_, n) => [n * 1_000, (n + 1) * 1_000, n, said])
  const asked: string[] = []
  const fetch: Fetch = async url => {
    const path = url.slice('http://r'.length)
    asked.push(path)
    const isThere = path !== without
    return { ok: isThere, status: isThere ? 200 : 404, json: async () => told(path) }
  }
  const told = (path: string) => {
    const [, piece] = /^\/p\/(\d+)/.exec(path) ?? []
    if (piece === undefined) return { segments: { url: '/p/{generation}', rows } }
    const messages = Array.from({ length: said }, (_, n) => ({
      ...{ id: `${piece}-${n}`, at: Number(piece) * 1_000 + n },
      ...{ from: { id: 'u', name: 'u' }, body: {} },
    }))
    return { messages }
  }
  return { fetch, asked }
}
