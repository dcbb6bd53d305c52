import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ledger } from '../../../loadtest/accounting/ledger.ts'
import type { Numbered, Report } from '../../../loadtest/crowd/orders.ts'
import { reportOf } from './reports.ts'

/** A process of the crowd was told these messages in one frame, live, by ticks of 0.1 ms. */
function told(messages: readonly Numbered[], receipts: readonly number[] = [], number = 1): Report {
  return reportOf({
    frames: [{ number, epoch: 'e', messages, faults: [], misordered: 0 }],
    live: receipts.length > 0 ? [[number, receipts]] : [],
  })
}

test('a message that is said, acknowledged and told has its latency, for every viewer', () => {
  const ledger = new Ledger()
  ledger.say('a', 1_000)
  ledger.say('b', 1_010)
  ledger.answer('a')
  ledger.answer('b')
  // 3 viewers hear both at 1,020.0 ms, 1 at 1,025.0 ms
  ledger.report(
    0,
    told(
      [
        ['a', 'low', 1],
        ['b', 'whitelist', 1],
      ],
      [10_200, 3, 10_250, 1],
    ),
    1_030,
  )
  ledger.close()
  const { count, max } = ledger.live.percentiles('all')
  assert.deepEqual([count, max], [8, 25])
  assert.deepEqual(ledger.live.percentiles('low').p50, 20)
  assert.deepEqual(ledger.live.percentiles('whitelist').p50, 10)
  assert.deepEqual([ledger.said, ledger.acknowledged, ledger.told, ledger.foreign], [2, 2, 2, 0])
})

test('a receipt that comes before its message is known to be said waits for it', () => {
  const ledger = new Ledger()
  ledger.report(1, told([['a', 'low', 1]], [10_200, 1]), 1_020)
  ledger.report(0, reportOf({ said: [{ cid: 'c', id: 'a', atMs: 1_000 }] }), 1_040)
  ledger.close()
  assert.deepEqual([ledger.live.percentiles().count, ledger.foreign], [1, 0])
})

test('one message under two numbers is found, across processes too', () => {
  const ledger = new Ledger()
  ledger.say('a', 0)
  ledger.report(0, told([['a', 'low', 1]]), 10)
  ledger.report(1, told([['a', 'low', 2]]), 10)
  ledger.close()
  assert.equal(ledger.doubled, 1)
  assert.match(ledger.faults.join(), /a was told as e low 1 and as e low 2/)
})

test('one number for two messages is found', () => {
  const ledger = new Ledger()
  ledger.report(0, told([['a', 'low', 1]]), 10)
  ledger.report(1, told([['b', 'low', 1]]), 10)
  ledger.close()
  assert.equal(ledger.renumbered, 1)
})

test('after numbers began again a message may have another', () => {
  const ledger = new Ledger()
  ledger.say('a', 0)
  ledger.report(0, told([['a', 'low', 1]]), 10)
  const again = { number: 2, epoch: 'f', faults: [], misordered: 0 }
  ledger.report(0, reportOf({ frames: [{ ...again, messages: [['a', 'low', 7]] }] }), 20)
  ledger.close()
  assert.deepEqual([ledger.doubled, ledger.renumbered], [0, 0])
})

test('what nobody said is foreign', () => {
  const ledger = new Ledger()
  ledger.report(0, told([['ghost', 'low', 1]], [100, 1]), 10)
  ledger.close()
  assert.deepEqual([ledger.foreign, ledger.live.percentiles().count], [1, 0])
})

test('a no is counted by its why, a doubt as such, and an answer that comes late settles it', () => {
  const ledger = new Ledger()
  for (const id of ['a', 'b', 'c']) ledger.say(id, 0)
  ledger.answer('a', { code: 201, text: 'slow down' })
  ledger.doubt('b')
  assert.deepEqual([ledger.unanswered, ledger.unsure], [1, 1])
  ledger.answer('b')
  assert.deepEqual([ledger.unsure, ledger.acknowledged], [0, 1])
  assert.deepEqual([...ledger.refused], [['201 slow down', 1]])
})

test('frames that break their promise are counted, and told in words', () => {
  const ledger = new Ledger()
  const frame = { number: 1, epoch: 'e', messages: [], faults: ['it lies'], misordered: 2 }
  ledger.report(0, reportOf({ frames: [frame] }), 0)
  assert.deepEqual([ledger.broken, ledger.misordered, ledger.faults], [1, 2, ['it lies']])
})

test('parts of the run are told apart by when a message was said', () => {
  const ledger = new Ledger()
  ledger.phase('before', Number.NEGATIVE_INFINITY)
  ledger.say('a', 1_000)
  ledger.phase('after', 1_500)
  ledger.say('b', 2_000)
  ledger.report(
    0,
    told(
      [
        ['a', 'low', 1],
        ['b', 'low', 2],
      ],
      [20_500, 1],
    ),
    2_050,
  )
  ledger.close()
  assert.deepEqual(
    ledger.phases.map(({ name, latency }) => [name, latency.percentiles().max]),
    [
      ['before', 1_050],
      ['after', 50],
    ],
  )
})

test('a run of hours forgets what is settled, and still knows how much there was', () => {
  const ledger = new Ledger()
  for (let n = 0; n < 1_000; n++) {
    ledger.say(`m${n}`, n * 1_000)
    ledger.answer(`m${n}`)
    ledger.report(0, told([[`m${n}`, 'low', n + 1]], [], n), n * 1_000)
  }
  ledger.close()
  assert.deepEqual([ledger.said, ledger.told, ledger.foreign, ledger.doubled], [1_000, 1_000, 0, 0])
  assert.ok(ledger.remembered < 400, `${ledger.remembered} messages are remembered`)
})
