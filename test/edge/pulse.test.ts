import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { newEdgeCounts } from '../../edge/counts.ts'
import type { LiveRoom } from '../../edge/live-room.ts'
import { Pulse, type Turned } from '../../edge/pulse.ts'
import type { StreamId } from '../../engine/ids.ts'

const POLL_MS = 3_000

let turns: { readonly end: (turned: Turned) => void; readonly fail: () => void }[]
let hear: (() => void) | undefined
let counts: ReturnType<typeof newEdgeCounts>
let faults: number
let now: number
let spacingMs: number
let leastTickMs: number

beforeEach(() => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  turns = []
  hear = undefined
  counts = newEdgeCounts()
  faults = 0
  now = 0
  spacingMs = 0
  leastTickMs = 0
})

test('a small room is read at once when a notice comes', () => {
  pulse({ big: false })
  hear?.()
  assert.equal(turns.length, 1)
})

test('a small room is read every few seconds, because notices may be lost', () => {
  pulse({ big: false })
  mock.timers.tick(POLL_MS)
  assert.equal(turns.length, 1)
})

test('notices that come during a turn make it run once more, not once each', async () => {
  pulse({ big: false })
  for (let i = 0; i < 5; i++) hear?.()
  await ended(0)
  assert.equal(turns.length, 2)
  await ended(1)
  assert.equal(turns.length, 2)
})

test('a busy process reads a small room no sooner than it can bear, once for all that came', async () => {
  pulse({ big: false })
  spacingMs = 40
  hear?.()
  await ended(0)
  now += 10
  for (let i = 0; i < 5; i++) hear?.()
  assert.equal(turns.length, 1)
  now += 30
  mock.timers.tick(30)
  assert.equal(turns.length, 2)
})

test('a room that is spared frames is read no more often than the ladder says', async () => {
  leastTickMs = 2_000
  pulse({ big: false })
  hear?.()
  await ended(0)
  hear?.()
  mock.timers.tick(1_999)
  assert.equal(turns.length, 1)
  now += 2_000
  mock.timers.tick(1)
  assert.equal(turns.length, 2)
})

for (const { fanOutMs, spacedMs, what } of [
  { fanOutMs: 20, spacedMs: 80, what: 'has a quarter of the time' },
  { fanOutMs: 50, spacedMs: 140, what: 'has more of it, so that nobody feels it wait' },
  { fanOutMs: 90, spacedMs: 200, what: 'has less than half of the time' },
])
  test(`a fan-out that takes ${fanOutMs} ms ${what}`, async () => {
    pulse({ big: false })
    hear?.()
    now += fanOutMs
    hear?.()
    await ended(0, { fanOutMs })
    const leftMs = spacedMs - fanOutMs
    now += leftMs - 1
    mock.timers.tick(leftMs - 1)
    assert.equal(turns.length, 1)
    now += 1
    mock.timers.tick(1)
    assert.equal(turns.length, 2)
  })

test('a notice does not wait for what a turn left for later', async () => {
  pulse({ big: false })
  spacingMs = 40
  hear?.()
  await ended(0, { againMs: 500 })
  hear?.()
  now += 40
  mock.timers.tick(40)
  assert.equal(turns.length, 2)
})

test('a turn that leaves something waiting comes again without a notice', async () => {
  pulse({ big: false })
  hear?.()
  await ended(0, { againMs: 50 })
  mock.timers.tick(50)
  assert.equal(turns.length, 2)
})

test('a big room is read every tick and hears no notices', () => {
  pulse({ big: true })
  assert.equal(hear, undefined)
  mock.timers.tick(1_000)
  assert.equal(turns.length, 1)
})

test('a tick that finds the last one unfinished is skipped and counted, never queued', async () => {
  pulse({ big: true })
  for (let ticks = 0; ticks < 3; ticks++) mock.timers.tick(1_000)
  assert.deepEqual([turns.length, counts.ticksSkipped], [1, 2])
  await ended(0)
  assert.equal(turns.length, 1)
})

test('a turn that fails is told and does not end the pulse', async () => {
  pulse({ big: true })
  mock.timers.tick(1_000)
  turns[0]?.fail()
  await settled()
  mock.timers.tick(1_000)
  assert.deepEqual([faults, turns.length], [1, 2])
})

test('a pulse that was stopped is silent', async () => {
  const stopped = pulse({ big: false })
  hear?.()
  stopped.stop()
  await ended(0, { againMs: 10 })
  mock.timers.tick(60_000)
  assert.deepEqual([turns.length, hear], [1, undefined])
})

test('a pulse that was stopped stays so when a count or a record comes late', () => {
  const stopped = pulse({ big: false })
  stopped.stop()
  stopped.restart()
  stopped.nudge()
  mock.timers.tick(60_000)
  assert.deepEqual([turns.length, hear], [0, undefined])
})

function pulse({ big }: { big: boolean }): Pulse {
  const stream = 's' as StreamId
  const room = { fixedTickMs: big ? 1_000 : undefined, stream, relief: { leastTickMs } } as LiveRoom
  return new Pulse(room, {
    notices: {
      publish: () => {},
      watch: (_stream, heard) => {
        hear = heard
        return () => {
          hear = undefined
        }
      },
      close: async () => {},
    },
    pollMs: POLL_MS,
    counts,
    fault: () => faults++,
    now: () => now,
    random: () => 0,
    spacingMs: () => spacingMs,
    turn: () =>
      new Promise((end, fail) => turns.push({ end, fail: () => fail(new Error('failed')) })),
  })
}

async function ended(turn: number, turned: Partial<Turned> = {}): Promise<void> {
  turns[turn]?.end({ fanOutMs: 0, ...turned })
  await settled()
}

/** Lets what hangs on a promise run; timers stand still. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}
