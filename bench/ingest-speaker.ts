// Those who append, in a process of their own, as edges are: says as many messages as it is told
// to, in turn in all rooms, and follows the gears. Ends with its parent, and tells it of a message
// that the log has refused.

import type { MessageId, RoomId, StreamId, ViewerId } from '../engine/ids.ts'
import { DANMAKU, type Message } from '../engine/message.ts'
import { Routing } from '../engine/uplink/routing.ts'
import { openTwins } from './ingest-twins.ts'

const SENDERS = 1_000

export type Room = { readonly room: RoomId; readonly stream: StreamId }
export type Order = { readonly rooms: readonly Room[] } | { readonly say: number }

const [kafka = '', redis = '', prefix = ''] = process.argv.slice(2)
const { log, lanes } = await openTwins({ kafka, redis, prefix })
const routing = new Routing(lanes, log.partitions)
let rooms: readonly Room[] = []
let said = 0

process.on('message', (order: Order) => {
  if ('rooms' in order) rooms = order.rooms
  else for (let count = order.say; count > 0; count--) say(said++)
})
process.once('disconnect', () => process.exit())
process.send?.('ready')

function say(number: number): void {
  const message: Message = {
    id: `b${number.toString(36).padStart(10, '0')}` as MessageId,
    ...(rooms[number % rooms.length] as Room),
    kind: DANMAKU,
    priority: 'low',
    from: { id: `viewer-${number % SENDERS}` as ViewerId, name: '观众' },
    body: { text: '前方高能预警，注意！' },
    at: Date.now(),
  }
  log
    .append(routing.partitionOf(message), { type: 'message', message, shadowed: false })
    .catch(cause => process.send?.(String(cause)))
}
