// A room service and an edge in one, that does what a test's script says: joins are answered
// over HTTP, sockets are kept in the order they came, with every frame they sent.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { type ConnectOptions, connect, type Room } from '../../client/room.ts'
import type { RoomEvents } from '../../client/room-events.ts'
import { until } from '../until.ts'

export type FakeSocket = {
  readonly path: string
  readonly ticket: string
  readonly frames: { readonly t: string; readonly [field: string]: unknown }[]
  readonly socket: WebSocket
  closed: boolean
  say(frame: { readonly t: string; readonly [field: string]: unknown }): void
}

export type FakeEdge = {
  readonly url: string
  readonly wsUrl: string
  readonly joins: Record<string, unknown>[]
  readonly sockets: FakeSocket[]
  /** What the next joins answer: a status and a body; the usual answer when there is none. */
  readonly joinAnswers: { status: number; body: unknown }[]
  /** What is told over HTTP, by its path; 404 for the rest. */
  readonly tells: Map<string, unknown>
  /** The paths that were asked for, in order. */
  readonly asked: string[]
  /** What was said over HTTP. */
  readonly said: Record<string, unknown>[]
  /** What is answered to it: a status and a body; an ok when there is none. */
  readonly sayAnswers: { status: number; body: unknown }[]
  /** Addresses that joins name; this one unless told. */
  edges: string[]
  /** Tickets that are not let in. */
  readonly expired: Set<string>
  /** What a socket is greeted with; undefined: silence. */
  greet: ((socket: FakeSocket) => void) | undefined
}

export async function fakeEdge(t: TestContext): Promise<FakeEdge> {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'barrage.v1' })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const edge: FakeEdge = {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    joins: [],
    sockets: [],
    joinAnswers: [],
    tells: new Map(),
    asked: [],
    said: [],
    sayAnswers: [],
    edges: [`ws://127.0.0.1:${port}`],
    expired: new Set(),
    greet: socket => socket.say(welcome()),
  }
  http.on('request', (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { status, body } = answerOf(edge, request, Buffer.concat(chunks).toString())
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    })
  })
  http.on('upgrade', (request, raw, head) => {
    const ticket = request.headers['sec-websocket-protocol']?.split('ticket.')[1] ?? ''
    if (edge.expired.has(ticket)) {
      raw.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, raw, head, socket => {
      const fake = fakeSocket(socket, request.url ?? '', ticket)
      edge.sockets.push(fake)
      edge.greet?.(fake)
    })
  })
  t.after(() => {
    for (const { socket } of edge.sockets) socket.terminate()
    http.closeAllConnections()
    http.close()
  })
  return edge
}

/** A room on the fake edge, without any back-off, and every event it told. */
export function enter(t: TestContext, edge: FakeEdge, more: Partial<ConnectOptions> = {}) {
  const server = { server: edge.url, room: 'r', name: 'n', WebSocket, random: () => 0 }
  const room: Room = connect({ ...server, ...more })
  const events: { [E in keyof RoomEvents]: RoomEvents[E][] } = {
    state: [],
    transport: [],
    joined: [],
    welcome: [],
    messages: [],
    count: [],
    withheld: [],
    room: [],
    ladder: [],
    recall: [],
    silence: [],
    refused: [],
    bye: [],
  }
  for (const event of Object.keys(events) as (keyof RoomEvents)[])
    room.on(event, value => (events[event] as unknown[]).push(value))
  t.after(() => room.close())
  const shown = () => events.messages.flatMap(({ messages }) => messages.map(({ id }) => id))
  return { room, events, shown }
}

/** The nth socket, once the room is open on it. */
export async function nthSocket(edge: FakeEdge, n: number): Promise<FakeSocket> {
  return until(() => edge.sockets[n], { what: `socket ${n}` })
}

export function welcome(more: object = {}) {
  return {
    t: 'welcome',
    room: 'r',
    stream: 's1',
    openedAt: 0,
    open: true,
    viewer: { id: 'v', name: 'n', role: 'viewer' },
    cursor: 'e.0.0.0',
    tickMs: 1_000,
    heartbeatMs: 10_000,
    limits: {
      frameBytes: 4_096,
      textLength: 100,
      burst: 50,
      perSecond: 20,
      kinds: ['danmaku', 'like', 'gift'],
    },
    resumed: false,
    ...more,
  }
}

/** `batch` or `past` between two numbers of the low bucket; its messages are named by them. */
export function frame(t: 'batch' | 'past', prev: number, cursor: number, more: object = {}) {
  const ids = Array.from({ length: cursor - prev }, (_, n) => prev + n + 1)
  return {
    t,
    prev: `e.0.0.${prev}`,
    cursor: `e.0.0.${cursor}`,
    at: cursor,
    viewers: 1,
    withheld: {},
    more: false,
    messages: ids.map(seq => ({
      seq,
      id: `m${seq}`,
      from: { id: 'u', name: 'u' },
      body: { text: `${seq}` },
      at: seq,
    })),
    ...more,
  }
}

type Answer = { status: number; body: unknown }

function answerOf(edge: FakeEdge, { method, url = '' }: IncomingMessage, text: string): Answer {
  if (method === 'GET') {
    edge.asked.push(url)
    const body = edge.tells.get(url)
    return body ? { status: 200, body } : { status: 404, body: { code: 603, text: 'nothing' } }
  }
  const body = JSON.parse(text)
  if (url.endsWith('/say')) {
    edge.said.push(body)
    const ok = { status: 200, body: { cid: body.cid, id: `i-${body.cid}` } }
    return edge.sayAnswers.shift() ?? ok
  }
  edge.joins.push(body)
  return edge.joinAnswers.shift() ?? { status: 200, body: joinAnswer(edge) }
}

export function joinAnswer(edge: FakeEdge) {
  return {
    room: 'r',
    stream: 's1',
    openedAt: 0,
    open: true,
    viewer: { id: 'v', name: 'n', role: 'viewer' },
    ticket: `t${edge.joins.length}`,
    edges: edge.edges,
    backoff: { baseMs: 10, capMs: 100 },
    heartbeatMs: 10_000,
  }
}

function fakeSocket(socket: WebSocket, path: string, ticket: string): FakeSocket {
  const fake: FakeSocket = {
    path,
    ticket,
    frames: [],
    socket,
    closed: false,
    say: frame => socket.send(JSON.stringify(frame)),
  }
  socket.on('message', data => fake.frames.push(JSON.parse(String(data))))
  socket.on('close', () => {
    fake.closed = true
  })
  return fake
}
