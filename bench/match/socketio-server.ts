// Socket.IO with its best settings: WebSocket alone, no compression, the first request let go
// of, and `emit` to all, which encodes a message once. Told a tick, a tick's messages go as one
// event, which is not Socket.IO's way but what somebody in need would do.

import { Server } from 'socket.io'
import { peer } from './peer-server.ts'

const tickMs = Number(process.argv[2] ?? 0)
let waiting: unknown[] = []

const { server, listen } = peer(message => {
  const told: unknown = JSON.parse(message.toString())
  if (tickMs > 0) waiting.push(told)
  else io.emit('m', told)
})

const io = new Server(server, {
  transports: ['websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  allowUpgrades: false,
  destroyUpgrade: false, // /publish is not its own
})
io.engine.on('connection', socket => {
  socket.request = null
})

if (tickMs > 0)
  setInterval(() => {
    if (waiting.length > 0) io.emit('m', waiting)
    waiting = []
  }, tickMs)

await listen()
