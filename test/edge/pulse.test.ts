import assert from 'node:assert/strict'
import { beforeEach, mock, test } from 'node:test'
import { newEdgeCounts } from '../../edge/counts.ts'
import type { LiveRoom } from '../../edge/live-room.ts'
import { Pulse } from '../../edge/pulse.ts'
import type { StreamId } from '../../engine/ids.ts'

const POLL_MS = 3_000

let turns: { readonly end: (againInMs?: number) => void; readonly fail: () => void }[]
let hear: (() => void) | undefined
let counts: ReturnType<typeof newEdgeCounts>
let faults: number

beforeEach(() => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  turns = []
  hear = undefined
  counts = newEdgeCounts()
  faults = 0
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

test('a turn that leaves something waiting comes again without a notice', async () => {
  pulse({ big: false })
  hear?.()
  await ended(0, 50)
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
  mock.timers.tick(3_000)
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
  await ended(0, 10)
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
  const room = { big, settings: { tickMs: 1_000 }, stream: 's' as StreamId } as LiveRoom
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
    turn: () =>
      new Promise((end, fail) => turns.push({ end, fail: () => fail(new Error('failed')) })),
  })
}

async function ended(turn: number, againInMs?: number): Promise<void> {
  turns[turn]?.end(againInMs)
  await settled()
}

/** Lets what hangs on a promise run; timers stand still. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}
