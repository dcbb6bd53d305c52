// A process of the crowd: does what it is ordered over the channel to its parent, and tells
// several times a second how it is. It ends with its parent.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { randomFrom } from '../seeded-random.ts'
import { Audience } from './audience.ts'
import { books, LOOP_RESOLUTION_MS, report } from './crowd-report.ts'
import type { Dialect } from './dialect.ts'
import type { CrowdTask, News, Order } from './orders.ts'

const REPORT_MS = 250

process.once('message', task => void begin(task as CrowdTask))
process.once('disconnect', () => process.exit())

async function begin(task: CrowdTask): Promise<void> {
  const { dialect } = (await import(task.dialect)) as { dialect: Dialect }
  const { server, room, key, deflate, allowed, firstNumber, seed } = task
  const audience = new Audience({
    place: { server, room, key },
    dialect,
    deflate,
    allowed,
    firstNumber,
    random: randomFrom(seed),
  })
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  loop.enable()
  setInterval(() => tell({ news: 'report', report: report(audience, loop) }), REPORT_MS)
  process.on('message', order => obey(audience, order as Order))
  tell({ news: 'ready' })
}

function obey(audience: Audience, order: Order): void {
  switch (order.do) {
    case 'tickets':
      void audience.tickets(order.viewers)
      return
    case 'present':
      audience.present(order.viewers, order.perSecond)
      return
    case 'cut':
      audience.cut(order.share)
      return
    case 'stall':
      audience.stall(order.share)
      return
    case 'wake':
      audience.wake()
      return
    case 'say':
      audience.say(order.sayings)
      return
    case 'books': {
      const end = audience.marks.of(order.end)
      if (end) tell({ news: 'books', books: books(audience.viewers, end) })
    }
  }
}

function tell(news: News): void {
  process.send?.(news)
}
