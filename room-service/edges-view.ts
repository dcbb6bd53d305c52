// The edges as operators see them: where they are, and how much each has to do.

import Type from 'typebox'
import type { RoomId } from '../engine/ids.ts'
import type { EdgesNow, KnownEdge } from '../engine/ports/edges.ts'
import type { AdminDeps } from './deps.ts'

const Edge = Type.Object({
  id: Type.String(),
  url: Type.String(),
  region: Type.String(),
  labels: Type.Array(Type.String()),
  state: Type.Enum(['joining', 'serving', 'draining']),
  capacity: Type.Integer({ description: 'The most clients it takes' }),
  load: Type.Object({
    connections: Type.Integer(),
    rooms: Type.Integer(),
    bytesPerSecond: Type.Number({ description: 'Written to viewers' }),
    loopDelayMs: Type.Number({ description: 'How late its event loop was in the last second' }),
    ladder: Type.Optional(
      Type.Object(
        {
          step: Type.Integer({ description: 'What the strain on the edge asks for' }),
          rooms: Type.Record(Type.String(), Type.Integer()),
        },
        { description: 'Steps of the degradation ladder, of the rooms that stand highest' },
      ),
    ),
  }),
})

export const EdgesAnswer = Type.Object({
  epoch: Type.Integer({ description: 'Grows whenever the edges that serve are others' }),
  edges: Type.Array(Edge),
})

export function viewEdges({ edges }: Pick<AdminDeps, 'edges'>): Promise<EdgesNow> {
  return edges.now()
}

/** The highest step that one of its edges says the room stands on. */
export function ladderOf(room: RoomId, edges: readonly KnownEdge[]): number {
  return Math.max(0, ...edges.map(({ load }) => load.ladder?.rooms[room] ?? 0))
}
