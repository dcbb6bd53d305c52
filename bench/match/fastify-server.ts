// Who only sits there, at the Fastify plugin for WebSockets as its documentation shows it: what
// it keeps of each beside ws.

import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { LISTENING } from './peer-server.ts'
import { cursorAt } from './peer-telling.ts'

const app = fastify()
await app.register(websocket, { options: { perMessageDeflate: false } })
app.get('/publish', { websocket: true }, () => {})
app.get('/*', { websocket: true }, client => client.send(`{"t":"hello","cursor":"${cursorAt(0)}"}`))
process.once('disconnect', () => process.exit())
const address = await app.listen(LISTENING)
process.send?.({ port: Number(new URL(address).port) })
