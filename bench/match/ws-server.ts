// The peer that most would write: ws, and a loop over its clients. Each message alone, or,
// told a tick, all of a tick as one JSON array.

import { WebSocket, WebSocketServer } from 'ws'
import { peer } from './peer-server.ts'
import { cursorAt } from './peer-telling.ts'

const tickMs = Number(process.argv[2] ?? 0)
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
let waiting: string[] = []

const { server, listen } = peer(message => {
  if (tickMs > 0) waiting.push(message.toString())
  else broadcast(message)
})

server.on('upgrade', (request, socket, head) => {
  if (request.url === '/publish') return
  sockets.handleUpgrade(request, socket, head, client =>
    client.send(`{"t":"hello","cursor":"${cursorAt(0)}"}`),
  )
})

if (tickMs > 0)
  setInterval(() => {
    if (waiting.length > 0) broadcast(Buffer.from(`[${waiting.join(',')}]`))
    waiting = []
  }, tickMs)

await listen()

function broadcast(message: Buffer): void {
  for (const client of sockets.clients)
    if (client.readyState === WebSocket.OPEN) client.send(message, { binary: false })
}
