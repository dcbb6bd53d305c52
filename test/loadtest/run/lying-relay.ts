// A relay between viewers and an edge that tampers with what the edge says: what a crowd
// should find out. Bytes go on as they are until the handshake is over; from then on every
// frame of the server is handed to the lie, which answers what goes on in its place.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { OPCODES } from '../../../loadtest/wire/client-frame.ts'
import { FrameCutter } from '../../../loadtest/wire/frame-cutter.ts'
import { headBytes } from '../../../loadtest/wire/handshake.ts'
import { opcodeOf, payloadAt, wholeFrame } from '../../../loadtest/wire/server-frame.ts'

// biome-ignore lint/suspicious/noExplicitAny: a lie may change whatever it likes
type Frame = any
/** What goes on instead of a frame, to the viewer who came as the nth. */
export type Lie = (frame: Frame, viewer: number) => readonly Frame[]

export type Relay = { readonly url: string; target: string }

export async function lyingRelay(t: { after(fn: () => void): void }, lie: Lie): Promise<Relay> {
  const sockets = new Set<Socket>()
  let viewers = 0
  const relay = { url: '', target: '' }
  const server = createServer(viewer => {
    const edge = connect(Number(new URL(relay.target).port), '127.0.0.1')
    const number = viewers++
    for (const [from, to] of [
      [viewer, edge],
      [edge, viewer],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => to.destroy())
    }
    viewer.pipe(edge)
    edge.on(
      'data',
      tampering(viewer, frame => lie(frame, number)),
    )
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  relay.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  return relay
}

function tampering(to: Socket, lie: (frame: Frame) => readonly Frame[]): (bytes: Buffer) => void {
  let head: Buffer | undefined = Buffer.alloc(0)
  const cutter = new FrameCutter()
  const sink = {
    frame(bytes: Buffer, from: number, end: number) {
      const payload = bytes.subarray(payloadAt(bytes, from), end)
      if (opcodeOf(bytes, from) !== OPCODES.text) to.write(Buffer.from(bytes.subarray(from, end)))
      else
        for (const frame of lie(JSON.parse(payload.toString())))
          to.write(wholeFrame(OPCODES.text, Buffer.from(JSON.stringify(frame))))
    },
  }
  let upgraded = false
  return bytes => {
    let rest = bytes
    if (head) {
      head = Buffer.concat([head, bytes])
      const end = headBytes(head)
      if (end === 0) return
      upgraded = head.toString('latin1').startsWith('HTTP/1.1 101')
      to.write(head.subarray(0, end))
      rest = head.subarray(end)
      head = undefined
    }
    if (upgraded) cutter.feed(rest, rest.length, sink)
    else to.write(rest) // somebody asks over HTTP
  }
}
