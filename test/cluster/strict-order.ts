// A lane that keeps up is in strict order. What several people on one edge say at once, a hundred
// messages a second, every viewer sees in one and the same order, whichever edge they sit on. Of
// people on several edges each keeps their own order, and every message has one number; between
// them it counts who was in the log first, and not who spoke first.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ROOM_DEFAULTS } from '../../engine/room-defaults.ts'
import type { BatchFrame } from '../../engine/wire/frames.ts'
import type { Live } from '../flows/live.ts'
import { Viewer } from '../flows/viewer.ts'
import { until } from '../until.ts'
import type { SpreadLive } from './spread-live.ts'

const EVERY_MS = 10
const MESSAGES = 500
const SENDERS = 10
/** A machine that stands still for half a second shifts a lane that keeps up: then once more. */
const TRIES = 3
const PLENTY = { burst: 10_000, perSecond: 10_000 }
const TALKATIVE = {
  pace: { viewer: PLENTY, room: PLENTY },
  screening: { ...ROOM_DEFAULTS.screening, floodMs: 1 },
}
const WIDE = [
  { members: 0, perSecond: 10_000, shares: { whitelist: 0.4, high: 0.3, low: 0.3 }, reachBack: 0 },
]
const DENSE = Array.from({ length: MESSAGES }, (_, n) => n + 1)

type OpenSpread = (t: TestContext) => Promise<SpreadLive>
/** Who saw it all, one on each edge. */
type Heard = { readonly watchers: readonly Viewer[]; readonly senders: readonly Viewer[] }

export function strictOrder(open: OpenSpread): void {
  test('at 100 messages a second a lane is in first gear, and viewers on every edge see one strict order', async t => {
    const live = await open(t)
    const [edge] = live.edges
    const { watchers } = await heardInFirstGear(t, live, { edge })
    const [first, ...others] = watchers as [Viewer, ...Viewer[]]
    assert.ok(others.length > 0)
    for (const watcher of watchers) {
      assert.deepEqual(numbersOf(watcher), DENSE)
      assert.deepEqual(idsOf(watcher), idsOf(first))
      assert.deepEqual(goingBack(watcher.batches), [])
    }
  })

  test('of people on several edges each keeps their own order, and every message has one number', async t => {
    const live = await open(t)
    const { watchers, senders } = await heardInFirstGear(t, live, {})
    const [first] = watchers as [Viewer, ...Viewer[]]
    for (const watcher of watchers) {
      assert.deepEqual(
        numbersOf(watcher).toSorted((a, b) => a - b),
        DENSE,
      )
      assert.deepEqual(new Set(numbered(watcher)), new Set(numbered(first)))
      for (const { welcome } of senders) {
        const own = watcher.messages.filter(({ from }) => from.id === welcome.viewer.id)
        const said = own.map(({ body }) => Number(body.text))
        assert.equal(own.length, MESSAGES / SENDERS)
        assert.deepEqual(
          said,
          said.toSorted((a, b) => a - b),
        )
      }
    }
  })
}

/** @param where the edge on which all senders sit; none: on all of them in turn */
async function heardInFirstGear(
  t: TestContext,
  live: SpreadLive,
  where: { readonly edge?: string | undefined },
): Promise<Heard> {
  for (let n = 0; n < TRIES; n++) {
    const room = `${live.lobby}-${n}`
    await live.operator('PUT', `/admin/v1/rooms/${room}/quota`, WIDE)
    await live.operator('PUT', `/admin/v1/rooms/${room}/settings`, TALKATIVE)
    const watchers = await live.crowd(room, live.edges.length)
    const senders: Viewer[] = []
    while (senders.length < SENDERS) senders.push(await Viewer.enter(await live.join(room, where)))
    const gears = await talk(t, live, { watchers, senders })
    t.diagnostic(`asked ${gears.length} times, the lane was in gear ${[...new Set(gears)]}`)
    if (gears.every(gear => gear === 1)) return { watchers, senders }
  }
  throw new Error(`the lane left first gear, ${TRIES} times of ${TRIES}`)
}

/** Everybody in turn; resolves with the lane's gears meanwhile, when every watcher has all of it. */
async function talk(t: TestContext, live: Live, { watchers, senders }: Heard): Promise<number[]> {
  const everybody = [...watchers, ...senders]
  const isCounted = ({ batches }: Viewer) => batches.at(-1)?.viewers === everybody.length
  await until(() => everybody.every(isCounted), { what: 'the edges know of each other' })
  let said = 0
  const timer = setInterval(() => {
    const sender = senders[said % senders.length] as Viewer
    sender.write({ t: 'send', cid: `c${said}`, body: { text: `${said++}` } })
    if (said === MESSAGES) clearInterval(timer)
  }, EVERY_MS)
  t.after(() => clearInterval(timer))
  const gears: number[] = []
  const { room } = (watchers[0] as Viewer).welcome
  await until(async () => {
    gears.push(await gearIn(live, room))
    return watchers.every(({ messages }) => messages.length >= MESSAGES)
  })
  for (const { frames, complaints } of everybody) {
    assert.deepEqual(complaints, [])
    assert.ok(frames.every(({ t }) => t !== 'no'))
  }
  return gears
}

type View = { readonly lanes: readonly { readonly kind: string; readonly gear: number }[] }

/** A lane of which nothing is told keeps up. */
async function gearIn(live: Live, room: string): Promise<number> {
  const { body } = await live.operator<View>('GET', `/admin/v1/rooms/${room}`)
  return body.lanes.find(({ kind }) => kind === 'danmaku')?.gear ?? 1
}

/** What is older than something in a frame before. */
function goingBack(batches: readonly BatchFrame[]): string[] {
  let latest = 0
  return batches.flatMap(({ messages, cursor }) => {
    const late = messages.filter(({ at }) => at < latest).map(({ id }) => `${id} in ${cursor}`)
    latest = Math.max(latest, ...messages.map(({ at }) => at))
    return late
  })
}

function numbersOf({ messages }: Viewer): number[] {
  return messages.map(({ seq }) => seq)
}

function idsOf({ messages }: Viewer): string[] {
  return messages.map(({ id }) => id)
}

function numbered({ messages }: Viewer): string[] {
  return messages.map(({ seq, id }) => `${seq} ${id}`)
}
