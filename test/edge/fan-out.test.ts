import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fanOut, firstOf, tellEach } from '../../edge/fan-out.ts'
import { Frame } from '../../edge/frame.ts'
import type { Session } from '../../edge/session.ts'
import { type Cursor, START } from '../../engine/cursor.ts'
import { FakeTransport } from './fake-transport.ts'

const PREV: Cursor = { ...START, epoch: 'e', low: 7 }
const FRAME = new Frame('frame')
const BYTES = FRAME.plain.length

test('everybody who keeps up gets the frame, in chunks that let other work in between', async () => {
  const crowd = Array.from({ length: 1_000 }, () => viewer())
  let breaths = 0
  const breathing = setImmediate(function count() {
    breaths++
    setImmediate(count).unref()
  })
  const delivered = await fanOut(asSessions(crowd), FRAME, PREV, rule({ chunk: 100 }))
  clearImmediate(breathing)
  assert.deepEqual(delivered, { to: 1_000, skipped: 0, bytes: 1_000 * BYTES })
  assert.ok(crowd.every(({ written }) => written === 1))
  assert.ok(breaths >= 9, `${breaths} breaths`)
})

test('a viewer whose socket is full is skipped from there on, and changes nothing for the others', async () => {
  const slow = viewer({ unsentBytes: 65_537 })
  const crowd = [viewer(), slow, viewer()]
  const delivered = await fanOut(asSessions(crowd), FRAME, PREV, rule())
  assert.deepEqual(delivered, { to: 2, skipped: 1, bytes: 2 * BYTES })
  assert.deepEqual([slow.written, slow.skippedFrom], [0, PREV])

  const later = { ...PREV, low: 9 }
  await fanOut(asSessions(crowd), FRAME, later, rule())
  assert.deepEqual(slow.skippedFrom, PREV)
})

test('once it has drained it is caught up before it gets live frames again', async () => {
  const slow = viewer({ unsentBytes: 10, skippedFrom: PREV })
  const drained: unknown[] = []
  const watch = rule({ drained: session => drained.push(session) })
  await fanOut(asSessions([slow]), FRAME, PREV, watch)
  assert.deepEqual(drained, [])

  slow.transport.unsentBytes = 0
  await fanOut(asSessions([slow]), FRAME, PREV, watch)
  assert.deepEqual([drained, slow.written], [[slow], 0])
})

test('who is caught up while a frame goes round is not given it again', async () => {
  const slow = viewer({ skippedFrom: PREV })
  const going = fanOut(asSessions([viewer(), slow]), FRAME, PREV, rule({ chunk: 1, number: 2 }))
  Object.assign(slow, { skippedFrom: undefined, caughtUpTo: 2 })
  await going
  assert.equal(slow.written, 0)
  await fanOut(asSessions([slow]), FRAME, PREV, rule({ number: 3 }))
  assert.equal(slow.written, 1)
})

test('a frame goes round, wherever it begins', async () => {
  for (const number of [3, 4, 5]) {
    const order: number[] = []
    const crowd = [0, 1, 2].map(index => viewer({ onWrite: () => order.push(index) }))
    await fanOut(asSessions(crowd), FRAME, PREV, rule({ number }))
    const first = firstOf(3, number)
    assert.deepEqual(order, [first, (first + 1) % 3, (first + 2) % 3])
  }
})

test('nobody is among the last tenth for long, in a crowd of any size', () => {
  for (const size of [10, 997, 18_000])
    for (const viewer of [0, Math.floor(size / 3), size - 1]) {
      const late = Array.from({ length: 100 }, (_, number) => {
        const turn = (viewer - firstOf(size, number) + size) % size
        return turn >= size * 0.9
      })
      const many = late.filter(isLate => isLate).length
      assert.ok(many >= 7 && many <= 13, `${viewer} of ${size}: ${many} in 100 frames`)
      assert.ok(!late.some((isLate, n) => isLate && late[n + 1] && late[n + 2]))
    }
})

test('a small thing is told to everybody, also to who is behind, with breaths between', async () => {
  const crowd = [viewer(), viewer({ skippedFrom: PREV }), viewer({ unsentBytes: 65_537 })]
  const going = tellEach(asSessions(crowd), FRAME, 1)
  assert.deepEqual(
    crowd.map(({ written }) => written),
    [1, 0, 0],
  )
  await going
  assert.deepEqual(
    crowd.map(({ written }) => written),
    [1, 1, 1],
  )
})

type State = {
  readonly unsentBytes?: number
  readonly skippedFrom?: Cursor
  readonly onWrite?: () => void
}

function viewer({ unsentBytes = 0, skippedFrom, onWrite = () => {} }: State = {}) {
  const transport = Object.assign(new FakeTransport(), { unsentBytes, onWrite })
  return {
    transport,
    sharesLine: false,
    skippedFrom: skippedFrom as Cursor | undefined,
    caughtUpTo: 0,
    get hasDrained() {
      return this.skippedFrom !== undefined && transport.unsentBytes === 0
    },
    get written() {
      return transport.frames.length
    },
  }
}

function asSessions(viewers: readonly ReturnType<typeof viewer>[]): Session[] {
  return viewers as unknown as Session[]
}

function rule(change: Partial<Parameters<typeof fanOut>[3]> = {}): Parameters<typeof fanOut>[3] {
  return { chunk: 256, unsentBytes: 65_536, number: 1, drained: () => {}, ...change }
}
