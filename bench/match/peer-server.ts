// What all peers share: a port on this machine, a way in for the one who publishes (a
// WebSocket at /publish, a message a frame), and an end with the parent.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** Any port of this machine; a crowd that knocks all at once waits in the backlog. */
export const LISTENING = { port: 0, host: '127.0.0.1', backlog: 4_096 }

export type Peer = { readonly server: Server; readonly listen: () => Promise<void> }

/** @param publish is handed each message as it came */
export function peer(publish: (message: Buffer) => void): Peer {
  const server = createServer()
  const publishers = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/publish') return
    publishers.handleUpgrade(request, socket, head, (publisher: WebSocket) => {
      publisher.on('message', data => publish(data as Buffer))
    })
  })
  process.once('disconnect', () => process.exit())
  return { server, listen: () => listening(server) }
}

async function listening(server: Server): Promise<void> {
  await new Promise<void>(resolve => server.listen(LISTENING, resolve))
  process.send?.({ port: (server.address() as AddressInfo).port })
}
