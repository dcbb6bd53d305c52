// Real runs against the real thing, small: what is true of them at any speed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Result } from '../../../loadtest/result.ts'
import type { Scenario } from '../../../loadtest/scenario.ts'
import { BIG, Live, SMALL } from '../../flows/live.ts'
import { type Lie, lyingRelay } from './lying-relay.ts'
import { measured } from './measured.ts'

const USUAL = { viewers: 40, seconds: 3, rate: 40 }
const TICK = { room: { tickMs: 100 } }
const BY_BOTH: Scenario = {
  ...{ about: 'a test', usual: USUAL, ...TICK },
  says: [
    { weight: 6 },
    { weight: 2, by: 'viewers' },
    { weight: 1, kind: 'gift', body: () => ({ gift: 'rose', count: 1 }) },
    { weight: 1, priority: 'high' },
  ],
}

function isGood({ verdict, audience, messages }: Result): void {
  assert.deepEqual([verdict.void, audience.complaints], [[], []])
  assert.equal(audience.whole, audience.viewers)
  assert.equal(messages.numbered, messages.acknowledged)
}

for (const [name, size] of Object.entries({ big: BIG, small: SMALL }))
  test(`in a ${name} room everything that is said is heard by everybody, and accounted for`, async t => {
    const result = await measured(await Live.start(t, size), BY_BOTH)
    isGood(result)
    const { latency, messages, audience } = result
    assert.ok(messages.said >= 100, `${messages.said} said`)
    assert.equal(messages.said, messages.acknowledged)
    assert.equal(latency.all.count, messages.said * USUAL.viewers)
    assert.equal(audience.least, messages.said)
    for (const priority of ['whitelist', 'high', 'low'] as const)
      assert.ok(latency[priority].count > 0, priority)
    assert.deepEqual(result.server.pids, [process.pid])
    assert.ok(Number(result.server.cpuSeconds) > 0)
    assert.equal(result.timeline.length, USUAL.seconds)
  })

test('what the quota withholds is told, and nothing of it is missing', async t => {
  const shares = { whitelist: 0.4, high: 0.3, low: 0.3 }
  const quota = [{ members: 0, perSecond: 20, shares, reachBack: 0 }]
  const says = [{ weight: 9 }, { weight: 1, priority: 'high' as const }]
  const flood = { ...BY_BOTH, says, room: { ...TICK.room, quota }, usual: { ...USUAL, rate: 200 } }
  const result = await measured(await Live.start(t, BIG), flood)
  isGood(result)
  assert.ok(result.audience.withheld.low > 0)
})

test('half of the viewers are cut off, and later all: they come back and miss nothing', async t => {
  const cut: Scenario = {
    ...BY_BOTH,
    usual: { ...USUAL, seconds: 6 },
    happenings: () => [
      { atSecond: 1, do: 'cut', share: 0.5 },
      { atSecond: 3, do: 'cut', share: 1 },
    ],
  }
  const result = await measured(await Live.start(t, BIG), cut)
  isGood(result)
  assert.equal(result.audience.resumed, USUAL.viewers * 1.5)
  assert.ok(result.resumedLatency.count > 0)
  assert.equal(result.audience.restarted, 0)
})

test('viewers who stop reading and read again have everything in the end', async t => {
  const stall: Scenario = {
    ...BY_BOTH,
    usual: { ...USUAL, seconds: 5 },
    happenings: () => [
      { atSecond: 1, do: 'stall', share: 0.2, phase: 'stalled' },
      { atSecond: 4, do: 'wake' },
    ],
  }
  const result = await measured(await Live.start(t, BIG), stall)
  isGood(result)
  assert.deepEqual(
    result.phases.map(({ name }) => name),
    ['before', 'stalled'],
  )
  assert.equal(result.audience.viewers, USUAL.viewers)
})

test('viewers come and go as the scenario says', async t => {
  const present = ({ second, viewers }: { second: number; viewers: number }) =>
    second < 2 ? viewers / 4 : second < 4 ? viewers : viewers / 2
  const growing = { ...BY_BOTH, usual: { ...USUAL, seconds: 6 }, present }
  const result = await measured(await Live.start(t, BIG), growing)
  isGood(result)
  const numbers = result.timeline.map(one => one.present)
  assert.deepEqual([numbers[0], Math.max(...numbers), numbers.at(-1)], [10, 40, 20])
})

test('requests over HTTP are made at their rate while the room is live', async t => {
  const requests = [
    {
      ...{ name: 'joins', method: 'POST' as const, path: '/v1/rooms/{room}/join', body: {} },
      ...{ perSecond: 20, fromSecond: 0, forSeconds: 2 },
    },
  ]
  const result = await measured(await Live.start(t, BIG), { ...BY_BOTH, requests: () => requests })
  isGood(result)
  const [joins] = result.http
  assert.deepEqual([joins?.name, joins?.asked, joins?.failed], ['joins', 40, 0])
  assert.ok(Number(joins?.answered) >= 30, `${joins?.answered} answered`)
})

test('who means harm is thrown out, and the others have everything', async t => {
  const abuse: Scenario = {
    ...BY_BOTH,
    usual: { ...USUAL, seconds: 8 },
    happenings: () => [{ atSecond: 1, do: 'abuse', each: 2, phase: 'beside abuse' }],
  }
  const result = await measured(await Live.start(t, BIG), abuse)
  isGood(result)
  const { abused } = result
  for (const [what, code] of Object.entries({
    fragments: '1008',
    'inflate bomb': '1002',
    'ping flood': '4501',
    'second handshake': '1002',
    'other subprotocol': 'status 400',
  }))
    assert.ok((abused[what]?.ended[code] ?? 0) > 0, `${what}: ${JSON.stringify(abused[what])}`)
})

/** A server that lies to its first viewer, once, in the middle of the run. */
function once(lie: (frame: Parameters<Lie>[0]) => ReturnType<Lie>): Lie {
  let [batches, lied] = [0, false]
  return (frame, viewer) => {
    const isBatch = frame.t === 'batch' && frame.messages.length > 1
    if (viewer !== 0 || !isBatch || batches++ < 3 || lied) return [frame]
    lied = true
    return lie(frame)
  }
}

const LIES: [what: string, lie: () => Lie, found: RegExp][] = [
  [
    'leaves a message out in silence',
    () => once(frame => [{ ...frame, messages: frame.messages.slice(1) }]),
    /frames that do not account for what they cover/,
  ],
  [
    'sends a frame twice',
    () => once(frame => [frame, frame]),
    /live messages that a viewer had already/,
  ],
  [
    'lets messages change places',
    () => once(frame => [{ ...frame, messages: frame.messages.toReversed() }]),
    /out of order within their frame/,
  ],
  [
    'gives one message a second number',
    () =>
      once(frame => {
        const [first, ...rest] = frame.messages
        const twice = rest.map((one: object) => ({ ...one, id: first.id }))
        return [{ ...frame, messages: [first, ...twice] }]
      }),
    /messages under two numbers/,
  ],
  [
    'tells what nobody said',
    () => once(frame => [{ ...frame, messages: frame.messages.map(renamed) }]),
    /messages that nobody said/,
  ],
  [
    'keeps frames back and does not answer who asks for them',
    () => {
      let batches = 0
      return (frame, viewer) => {
        const dropped = viewer === 0 && frame.t === 'batch' && batches++ === 4
        const asked = viewer === 0 && frame.t === 'past' && batches > 4
        return dropped || asked ? [] : [frame]
      }
    },
    /numbers that viewers were never told of/,
  ],
]

function renamed(message: { id: string }): object {
  return { ...message, id: `~${message.id.slice(1)}` }
}

for (const [what, lie, found] of LIES)
  test(`a server that ${what} is found out`, async t => {
    const relay = await lyingRelay(t, lie())
    const live = await Live.start(t, { ...BIG, BARRAGE_PUBLIC_URL: relay.url })
    relay.target = live.barrage.url
    const { verdict } = await measured(live, BY_BOTH)
    assert.match(verdict.void.join('; '), found)
  })

test('a relay that lies about nothing is not accused; one that drops a frame is asked for it', async t => {
  let [dropped, batches] = [0, 0]
  const relay = await lyingRelay(t, (frame, viewer) => {
    const drop = viewer === 0 && frame.t === 'batch' && batches++ === 4
    if (drop) dropped++
    return drop ? [] : [frame]
  })
  const live = await Live.start(t, { ...BIG, BARRAGE_PUBLIC_URL: relay.url })
  relay.target = live.barrage.url
  const result = await measured(live, BY_BOTH)
  isGood(result)
  assert.deepEqual([dropped, result.audience.gaps], [1, 1])
})
