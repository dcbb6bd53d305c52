// Takes the requests to open a WebSocket that come to a server, and lets viewers in.
//
// A request that asks for another upgrade (some clients offer HTTP/2 with every request) is
// answered as if it had not.

import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refused } from '../../engine/refusal.ts'
import type { Server } from '../../http/server.ts'
import { type Admitted, type Knock, ticketIn } from '../door.ts'
import type { Transport, TransportListener } from '../transport.ts'
import { agreement } from './deflate.ts'
import { accept, asked, isWebSocket, letGo, mistakeIn, refuse } from './handshake.ts'
import { JoinedWrites } from './joined-writes.ts'
import { Closings, type SharedByAll, WebSocketTransport } from './websocket-transport.ts'

/** How often those are looked for who do not answer a close. */
const SWEEP_MS = 1_000
const PATH = /^\/v1\/rooms\/([^/]*)\/ws$/

export type Door = {
  readonly admit: (knock: Knock) => Promise<Admitted | Refused>
  /** @returns who listens to what the client says */
  readonly enter: (admitted: Admitted, transport: Transport) => TransportListener
  readonly fault: (failure: unknown) => void
}

/** @returns ends it: nobody who is still there after a goodbye is waited for */
export function takeUpgrades(app: Server, door: Door): () => void {
  const shared = { closings: new Closings(), joined: new JoinedWrites() }
  const sweeps = setInterval(() => shared.closings.sweep(), SWEEP_MS).unref()
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {}) // it is gone: `close` follows
    if (!isWebSocket(request)) return answerAsUsual(app, request, socket)
    open({ request, socket, head, shared }, door).catch(failure => {
      door.fault(failure)
      refuse(socket, { why: 'unavailable' })
    })
  })
  return () => clearInterval(sweeps)
}

type Opening = {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly shared: SharedByAll
}

async function open({ request, socket, head, shared }: Opening, door: Door): Promise<void> {
  const knock = knockOf(request)
  const admitted = 'why' in knock ? knock : await door.admit(knock)
  if (socket.destroyed) return
  if ('why' in admitted) return refuse(socket, admitted)
  const extension = agreement(request.headers['sec-websocket-extensions'])
  socket.cork() // the handshake, the welcome and what was missed leave in one write
  process.nextTick(() => socket.uncork())
  const taken = accept(request, socket, extension)
  const transport = new WebSocketTransport(taken, extension !== undefined, shared)
  transport.listen(door.enter(admitted, transport), head)
}

function knockOf(request: IncomingMessage): Knock | Refused {
  const { path, query, protocols } = asked(request)
  const [, name] = PATH.exec(path) ?? []
  if (name === undefined) return { why: 'notFound' }
  const room = decoded(name)
  if (room === undefined) return { why: 'malformed', detail: 'the path' }
  const mistake = mistakeIn(request)
  if (mistake) return mistake
  const ticket = textOf(query, 'ticket') ?? ticketIn(protocols)
  return { room, protocols, ticket, cursor: textOf(query, 'cursor') }
}

/** Two of them are together one that is none. */
function textOf(query: URLSearchParams, name: string): string | undefined {
  return query.has(name) ? query.getAll(name).join() : undefined
}

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name)
  } catch {
    return undefined
  }
}

/** Its body, if it has one, is not read from such a connection. */
function answerAsUsual(app: Server, request: IncomingMessage, socket: Duplex): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (length !== '0' || encoding) {
    refuse(socket, { why: 'malformed', detail: 'ask for it without Upgrade' })
    return
  }
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket as never)
  response.on('finish', () => {
    socket.end()
    letGo(socket)
  })
  app.routing(request, response)
}
