// The control: bare sockets that ws has upgraded, and ready-made frames of the same bytes as
// the edge's written to them at the same tick, and nothing else at all: no tickets, no buckets,
// no counters. The most that a server in Node can do that writes to every socket.
//
// Its frames are made before it begins, from a talk of the same kind.

import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { RoomId, StreamId } from '../../engine/ids.ts'
import { byPriority, type Stored } from '../../engine/message.ts'
import { encodeBatch } from '../../engine/wire/batch.ts'
import { encodeMessage } from '../../engine/wire/message.ts'
import { randomFrom } from '../../loadtest/seeded-random.ts'
import { madeUpTexts } from '../../loadtest/speaking/corpus.ts'
import { Sayings } from '../../loadtest/speaking/sayings.ts'
import { OPCODES } from '../../loadtest/wire/client-frame.ts'
import { wholeFrame } from '../../loadtest/wire/server-frame.ts'
import { peer } from './peer-server.ts'
import { cursorAt } from './peer-telling.ts'
import { idOf, PEER_EPOCH } from './wire.ts'

export type ControlTask = {
  readonly rate: number
  readonly tickMs: number
  readonly seconds: number
}

const SEED = 1
const ROOM = 'control' as RoomId
const WELCOME = wholeFrame(
  OPCODES.text,
  Buffer.from(
    `{"t":"welcome","cursor":"${cursorAt(0)}","resumed":false,"heartbeatMs":0,"tickMs":0}`,
  ),
)

const clients = new Set<Socket>()
const upgrading = new WebSocketServer({ noServer: true, perMessageDeflate: false })
const { server, listen } = peer(() => {})

server.on('upgrade', (request, socket, head) => {
  upgrading.handleUpgrade(request, socket, head, client => {
    clients.add(socket as Socket)
    client.on('close', () => clients.delete(socket as Socket))
    ;(socket as Socket).write(WELCOME)
  })
})
process.on('message', task => tick(task as ControlTask))

await listen()

function tick(task: ControlTask): void {
  const frames = framesOf(task)
  const timer = setInterval(() => {
    const frame = frames.shift()
    if (!frame) clearInterval(timer)
    else for (const client of clients) client.write(frame)
  }, task.tickMs)
}

function framesOf({ rate, tickMs, seconds }: ControlTask): Buffer[] {
  const random = randomFrom(SEED)
  const sayings = new Sayings({ says: undefined, texts: madeUpTexts(random), random, run: 'c' })
  const ticks = Math.round((seconds * 1_000) / tickMs)
  let seq = 0
  return Array.from({ length: ticks }, (_, n) => {
    const from = seq
    const messages: Stored[] = []
    while (seq < Math.floor(((n + 1) * tickMs * rate) / 1_000))
      messages.push(stored(sayings, ++seq))
    return frameOf(from, messages)
  })
}

function frameOf(from: number, messages: readonly Stored[]): Buffer {
  const at = (low: number) => ({ epoch: PEER_EPOCH, whitelist: 0, high: 0, low })
  const head = {
    prev: at(from),
    cursor: at(from + messages.length),
    at: 81_234,
    viewers: 5_000,
    room: ROOM,
  }
  const withheld = byPriority(() => 0)
  return wholeFrame(OPCODES.text, Buffer.from(encodeBatch({ ...head, withheld }, messages)))
}

function stored(sayings: Sayings, seq: number): Stored {
  const { kind, body, from, cid } = sayings.next()
  const spoken = { id: idOf({ from, cid }), kind, body, from, at: seq }
  const place = { room: ROOM, stream: '0000000000000000' as StreamId }
  const message = { ...spoken, ...place, priority: 'low' as const } as Parameters<
    typeof encodeMessage
  >[0]
  return { ...encodeMessage(message), seq }
}
