import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MessageId } from '../../../engine/ids.ts'
import type { Priority } from '../../../engine/message.ts'
import type { Rate } from '../../../engine/room.ts'
import { pace, take } from '../../../engine/uplink/pace.ts'
import type { Context, Tokens } from '../../../engine/uplink/step.ts'
import { context, message, OPENED, step } from './climbing.ts'

const rate: Rate = { burst: 2, perSecond: 1 }
const plenty: Rate = { burst: 1_000, perSecond: 1_000 }

/** What each of the sendings, at these times, had to wait: 0 when it was taken. */
function waits(given: Rate, times: readonly number[]): number[] {
  let tokens: Tokens | undefined
  return times.map(now => {
    const taken = take(tokens, given, now)
    tokens = taken.tokens
    return taken.retryMs ?? 0
  })
}

function paced(given: Context, priority: Priority = 'low'): string {
  const next = step(pace, message({ priority }), given)
  return 'why' in next ? `${next.why} ${next.retryMs}` : 'passed'
}

test('a bucket gives its burst at once, and then its rate', () => {
  const readings: [rate: Rate, times: number[], waits: number[]][] = [
    [rate, [0, 0, 0], [0, 0, 1_000]],
    [rate, [0, 0, 400, 999, 1_000], [0, 0, 600, 1, 0]],
    [rate, [0, 0, 9_000, 9_000, 9_000], [0, 0, 0, 0, 1_000]],
    [{ burst: 1, perSecond: 3 }, [0, 0, 333, 334], [0, 334, 1, 0]],
    [rate, [1_000, 1_000, 0], [0, 0, 1_000]],
    [{ burst: 0, perSecond: 1 }, [0], [60_000]],
    [{ burst: 1, perSecond: 0 }, [0, 0], [0, 60_000]],
  ]
  for (const [given, times, expected] of readings) assert.deepEqual(waits(given, times), expected)
})

test('retryMs is exact: then it is taken, a millisecond before it is not', () => {
  const rates = fc.record({
    burst: fc.integer({ min: 1, max: 100 }),
    perSecond: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
  })
  const lefts = fc.double({ min: 0, max: 0.99, noNaN: true })
  fc.assert(
    fc.property(rates, lefts, (given, left) => {
      const tokens = { left, at: 0 }
      const { retryMs = 0 } = take(tokens, given, 0)
      assert.ok(retryMs > 0)
      assert.equal(take(tokens, given, retryMs).retryMs, undefined)
      assert.notEqual(take(tokens, given, retryMs - 1).retryMs, undefined)
    }),
  )
})

test('a viewer who is too fast is told how long to wait', () => {
  const given = context({}, { pace: { viewer: rate, room: plenty } })
  assert.deepEqual([paced(given), paced(given), paced(given)], ['passed', 'passed', 'tooFast 1000'])
})

test('a busy room refuses low first, then high, and whitelist never', () => {
  const given = context({}, { pace: { viewer: plenty, room: { burst: 5, perSecond: 2 } } })
  const readings: [priority: Priority, answer: string][] = [
    ['low', 'passed'],
    ['low', 'passed'],
    ['low', 'passed'],
    ['low', 'passed'],
    ['low', 'roomBusy 500'],
    ['high', 'passed'],
    ['low', 'roomBusy 1000'],
    ['high', 'roomBusy 500'],
    ['whitelist', 'passed'],
    ['whitelist', 'passed'],
  ]
  for (const [priority, answer] of readings) assert.equal(paced(given, priority), answer)
})

test('what the room refuses costs the viewer nothing, what the viewer may not costs no room', () => {
  const busy = context({ room: { tokens: { left: 0, at: OPENED + 1_000 } } })
  const { sender } = busy
  for (let time = 0; time < 9; time++) assert.equal(paced(busy), 'roomBusy 401')
  assert.equal(sender.tokens, undefined)

  const fast = context({ sender: { ...sender, tokens: { left: 0, at: OPENED + 1_000 } } })
  assert.equal(paced(fast), 'tooFast 1000')
  assert.equal(fast.room.tokens, undefined)
})

test('the room of a burst of one still lets low through', () => {
  const given = context({}, { pace: { viewer: plenty, room: { burst: 1, perSecond: 1 } } })
  assert.deepEqual([paced(given), paced(given)], ['passed', 'roomBusy 1000'])
})

test('trusted senders are not paced, nor is what is sent again', () => {
  const none = { pace: { viewer: { burst: 0, perSecond: 0 }, room: { burst: 0, perSecond: 0 } } }
  assert.equal(paced(context({ trusted: true }, none)), 'passed')
  const again = context({}, none)
  assert.equal(paced(again), 'tooFast 60000')
  again.sender.recent = [{ id: message().id, text: '', at: 0 }]
  assert.equal(paced(again), 'passed')
  const other = step(pace, message({ id: 'other' as MessageId }), again)
  assert.ok('why' in other)
})
