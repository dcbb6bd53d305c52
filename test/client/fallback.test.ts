import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Choice,
  climbedInVain,
  climbMs,
  elsewhere,
  firstWay,
  missed,
  type TransportName,
  type Way,
  welcomeMs,
  worked,
} from '../../client/fallback.ts'

const BOTH: Choice = { websocket: true, polling: true }
const POLLS: Choice = { websocket: false, polling: true }
const SOCKETS: Choice = { websocket: true, polling: false }

const NO = { by: 'websocket', hung: false } as const
const HUNG = { by: 'websocket', hung: true } as const
const NO_POLL = { by: 'polling', hung: false } as const

type Step = (way: Way) => Way

/** [what is the case, what there is, what happens] → by what the next connection is opened */
const READINGS: [string, Choice, Step[], TransportName][] = [
  ['WebSocket comes first', BOTH, [], 'websocket'],
  ['without WebSocket there are polls', POLLS, [], 'polling'],
  ['one failure says nothing', BOTH, [way => missed(way, BOTH, NO)], 'websocket'],
  [
    'two in a row do',
    BOTH,
    [way => missed(way, BOTH, NO), way => missed(way, BOTH, NO)],
    'polling',
  ],
  ['a handshake that hangs does', BOTH, [way => missed(way, BOTH, HUNG)], 'polling'],
  [
    'a welcome between two failures',
    BOTH,
    [way => missed(way, BOTH, NO), way => worked(way, 'websocket'), way => missed(way, BOTH, NO)],
    'websocket',
  ],
  [
    'where it has worked two failures are the edges’',
    BOTH,
    [way => worked(way, 'websocket'), way => missed(way, BOTH, NO), way => missed(way, BOTH, NO)],
    'websocket',
  ],
  [
    'on another network that it has worked says nothing',
    BOTH,
    [way => elsewhere(worked(way, 'websocket')), way => missed(missed(way, BOTH, NO), BOTH, NO)],
    'polling',
  ],
  [
    'where it has worked five failures are enough',
    BOTH,
    [
      way => worked(way, 'websocket'),
      ...Array.from({ length: 5 }, (): Step => way => missed(way, BOTH, NO)),
    ],
    'polling',
  ],
  [
    'polls that fail too are no better',
    BOTH,
    [way => missed(way, BOTH, HUNG), way => missed(way, BOTH, NO_POLL)],
    'websocket',
  ],
  ['polls that fail are all there is', POLLS, [way => missed(way, POLLS, NO_POLL)], 'polling'],
  [
    'WebSocket that fails is all there is',
    SOCKETS,
    [way => missed(way, SOCKETS, HUNG)],
    'websocket',
  ],
  [
    'a climb that fails changes nothing',
    BOTH,
    [way => worked(missed(way, BOTH, HUNG), 'polling'), way => missed(way, BOTH, HUNG)],
    'polling',
  ],
  [
    'a climb that works is for good',
    BOTH,
    [way => worked(missed(way, BOTH, HUNG), 'polling'), way => worked(way, 'websocket')],
    'websocket',
  ],
]
for (const [what, choice, steps, expected] of READINGS)
  test(what, () => {
    assert.equal(steps.reduce((way, step) => step(way), firstWay(choice)).by, expected)
  })

test('who can poll instead does not wait long for a WebSocket', () => {
  assert.deepEqual(
    [welcomeMs('websocket', BOTH), welcomeMs('websocket', SOCKETS), welcomeMs('polling', BOTH)],
    [5_000, 10_000, 10_000],
  )
})

test('WebSocket is tried again after a minute, then ever less often, and not by all at once', () => {
  let way = firstWay(POLLS)
  const waits = Array.from({ length: 6 }, () => {
    const waitMs = climbMs(way, 0)
    way = climbedInVain(way)
    return waitMs / 1_000
  })
  assert.deepEqual(waits, [60, 120, 240, 480, 600, 600])
  assert.equal(climbMs(firstWay(POLLS), 0.5), 45_000)
})
