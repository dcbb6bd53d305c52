// A room that is fuller than its edges, on the fake edge: joins name a place in the crowd, and
// the replay service tells the pieces that a test puts there.

import { type FakeEdge, joinAnswer } from './fake-edge.ts'

/** [from, to, generation, the messages' ids and times]; */
export type FakePiece = readonly [
  from: number,
  generation: number,
  said: readonly (readonly [id: string, at: number])[],
]

export const PIECE_MS = 2_000
const PATH = '/v1/replay/s1'

/** So many joins from now on get a place in the crowd; then there is room again. */
export function fill(edge: FakeEdge, joins: number, more: object = {}): void {
  for (let n = 0; n < joins; n++)
    edge.joinAnswers.push({ status: 200, body: { ...crowded(edge), ...more } })
}

export function crowded(edge: FakeEdge, crowd: object = {}) {
  const limits = { frameBytes: 4_096, textLength: 100, perSecond: 1, kinds: ['danmaku'] }
  const place = { url: '', perSecond: 50, againMs: 100, viewers: 7, limits, ...crowd }
  return { ...joinAnswer(edge), ticket: 'c1', edges: [], crowd: place }
}

/** Lists these pieces, and tells them. */
export function list(
  edge: FakeEdge,
  pieces: readonly FakePiece[],
  { from = 0, live = true, durationMs = 100_000 } = {},
): void {
  const rows = pieces.map(([at, generation, said]) => [at, at + PIECE_MS, generation, said.length])
  const segments = { url: `${PATH}/segments/{generation}/{from}-{to}`, rows }
  const to = Math.max(0, ...rows.map(([, end = 0]) => end))
  edge.tells.set(`${PATH}/latest`, { live, durationMs, from, to, nextMs: 20, segments })
  edge.tells.set(PATH, { segments })
  for (const [at, generation, said] of pieces)
    edge.tells.set(addressOf(at, generation), {
      messages: said.map(([id, ms]) => ({
        ...{ id, at: ms },
        from: { id: 'u', name: 'u' },
        body: { text: id },
      })),
    })
}

export function addressOf(from: number, generation: number): string {
  return `${PATH}/segments/${generation}/${from}-${from + PIECE_MS}?limit=50`
}
