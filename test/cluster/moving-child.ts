// A crowd in many rooms at once, in a process of its own: in each room an audience of the load
// test's, all with one record of what they go through. It ends with its parent.

import type { Heard } from '../../loadtest/accounting/book.ts'
import { Audience } from '../../loadtest/crowd/audience.ts'
import { dialect } from '../../loadtest/crowd/barrage-dialect.ts'
import { summed } from '../../loadtest/crowd/counts.ts'
import type { SharedFrame } from '../../loadtest/crowd/shared-frames.ts'
import type { Viewer } from '../../loadtest/crowd/viewer.ts'
import type { Look, News, Order, Reckoned, RoomOf, SaidIn } from './moving-orders.ts'
import { LOOK_MS, MovingRecord } from './moving-record.ts'

const MOST_EXAMPLES = 10

const record = new MovingRecord()
const rooms: Room[] = []
let complaints: string[] = []
let [entered, told] = [0, summed([])]

class Room extends Audience {
  readonly of: RoomOf

  constructor(server: string, of: RoomOf, firstNumber: number) {
    super({
      place: { server, room: of.room },
      ...{ dialect, deflate: false, allowed: { yesReally: false } },
      ...{ firstNumber, random: Math.random },
    })
    this.of = of
    this.present(of.viewers)
  }

  override heard(viewer: Viewer, frame: SharedFrame, how: Heard): void {
    if (frame.says.is === 'telling') record.heard(viewer, frame.says.telling, how, this.of.everyMs)
  }

  override ended(viewer: Viewer, code: number): void {
    record.cut(viewer)
    super.ended(viewer, code)
  }
}

process.on('message', order => obey(order as Order))
process.once('disconnect', () => process.exit())
setInterval(look, LOOK_MS)

function obey(order: Order): void {
  if (order.do === 'enter') enter(order.server, order.rooms)
  else if (order.do === 'look') tell({ look: lookBack() })
  else tell({ reckoned: reckoned(order.said) })
}

function enter(server: string, all: readonly RoomOf[]): void {
  let number = 0
  for (const of of all) {
    rooms.push(new Room(server, of, number))
    number += of.viewers
  }
}

function look(): void {
  const now = rooms.reduce((sum, { counts }) => sum + counts.entered, 0)
  record.look(now - entered)
  entered = now
  for (const room of rooms) {
    const { frames, complaints: own } = room.notebook.take()
    complaints.push(...own, ...frames.flatMap(({ faults }) => faults))
    if (frames.some(({ misordered }) => misordered > 0)) complaints.push('a frame out of order')
  }
}

function lookBack(): Look {
  look()
  const now = summed(rooms.map(({ counts }) => counts))
  const { longestPauseMs, longestAwayMs, slowestMs, cutOff, overtaken } = record
  const { mostPerSecond, connected, stalledMs } = record
  const seen: Look = {
    ...{ longestPauseMs, longestAwayMs, slowestMs, cutOff, overtaken, mostPerSecond, connected },
    stalledMs: Math.round(stalledMs),
    present: rooms.flatMap(({ viewers }) => viewers).filter(({ open }) => open).length,
    p99Ms: record.p99Ms(),
    failed: since(now.failed, told.failed),
    ended: since(now.ended, told.ended),
    complaints: complaints.slice(0, MOST_EXAMPLES),
  }
  told = now
  complaints = []
  record.reset()
  return seen
}

function since(now: Record<string, number>, before: Record<string, number>) {
  const all = Object.entries(now).map(([what, times]) => [what, times - (before[what] ?? 0)])
  return Object.fromEntries(all.filter(([, times]) => times !== 0)) as Record<string, number>
}

function reckoned(said: SaidIn): Reckoned {
  const sum = { viewers: 0, lost: 0, twice: 0, withheld: 0 }
  const examples: string[] = []
  for (const { of, viewers } of rooms) {
    const { acknowledged = 0, unsure = 0 } = said[of.room] ?? {}
    for (const { number, book, open } of viewers) {
      const { delivered, withheld } = book
      const [had, left] = [delivered, withheld].map(one => one.whitelist + one.high + one.low)
      const short = acknowledged - Number(had)
      const lost = short < 0 && -short <= unsure ? 0 : short
      sum.viewers++
      sum.lost += Math.abs(lost)
      sum.withheld += Number(left)
      sum.twice += book.doubled
      if ((lost !== 0 || book.doubled > 0) && examples.length < MOST_EXAMPLES)
        examples.push(
          `${of.room} ${number}${open ? '' : ', away'}: ${lost} lost, ${left} withheld, ${book.doubled} twice, at ${book.at?.text}, owed ${book.debts.map(({ prev, cursor }) => `${prev.text}→${cursor.text}`)}`,
        )
    }
  }
  return { ...sum, examples }
}

function tell(news: News): void {
  process.send?.(news)
}
