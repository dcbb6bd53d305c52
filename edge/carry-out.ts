// What the room service orders and an edge does. Taken twice, an order does no harm.

import type { CloseReason } from '../engine/close-code.ts'
import type { RoomId, ViewerId } from '../engine/ids.ts'
import type { Order } from '../engine/ports/orders.ts'
import type { Target } from '../engine/takedown.ts'
import type { Broadcast } from './broadcasts.ts'
import type { LiveRoom } from './live-room.ts'
import type { LiveRooms } from './live-rooms.ts'
import type { Windows } from './windows.ts'

/** What an order may reach. */
export type Ordered = {
  readonly rooms: LiveRooms
  readonly windows: Windows
  /** Tells whoever took something back how many messages of it were held here. */
  removed(act: string, messages: number): void
  broadcast(broadcast: Broadcast): void
  close(room: RoomId, viewer: ViewerId | undefined, reason: CloseReason): void
}

export async function carryOut(order: Order, edge: Ordered): Promise<void> {
  switch (order.type) {
    case 'settings':
      return edge.rooms.refresh(order.room)
    case 'kick':
      return edge.close(order.room, order.viewer, 'kicked')
    case 'recall':
      return recall(order, edge)
    case 'move':
      return move(order, edge)
    case 'broadcast':
      return edge.broadcast(order)
  }
}

function recall(order: Extract<Order, { type: 'recall' }>, edge: Ordered): void {
  const { act, room: id, stream, target } = order
  const held = edge.windows.forget(stream, target)
  const room = edge.rooms.get(id)?.room
  if (room?.stream === stream) room.tellAll(takenBack(target))
  edge.removed(act, held.length)
}

function takenBack(target: Target): Parameters<LiveRoom['tellAll']>[0] {
  return target.of === 'messages' ? { recalled: target.messages } : { silenced: [target.sender] }
}

function move(order: Extract<Order, { type: 'move' }>, edge: Ordered): void {
  const { url, withinMs, viewer } = order
  for (const session of edge.rooms.get(order.room)?.room.sessions ?? [])
    if (viewer === undefined || session.viewer.id === viewer)
      session.connection.tell({ t: 'move', room: order.room, url, withinMs })
}
