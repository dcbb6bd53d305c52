// Something between viewers and everybody else, of the kind that offices have: it lets HTTP
// through, and does with WebSockets, and with answers, what a test tells it to.

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export class OfficeProxy {
  upgrades: 'pass' | 'refuse' | 'swallow' = 'pass'
  /** Whether the answer to this request is lost on its way. */
  loses: (path: string) => boolean = () => false
  readonly paths: string[] = []
  readonly #port: number
  readonly #sockets = new Set<Socket>()

  static async start(t: { after(fn: () => void): void }): Promise<OfficeProxy> {
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const proxy = new OfficeProxy((server.address() as AddressInfo).port)
    server.on('request', (asked, answer) => proxy.#pass(asked, answer))
    server.on('upgrade', (asked, socket) => proxy.#upgrade(asked, socket as Socket))
    t.after(() => {
      proxy.cutAll()
      server.closeAllConnections()
      server.close()
    })
    return proxy
  }

  constructor(port: number) {
    this.#port = port
  }

  /** The way through it to another address, whose host is the first part of the path. */
  through(url: string): string {
    const { protocol, host, pathname, search } = new URL(url)
    return `${protocol}//127.0.0.1:${this.#port}/${host}${pathname}${search}`
  }

  /** Breaks every WebSocket that goes through it, without a word. */
  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  count(part: string): number {
    return this.paths.filter(path => path.includes(part)).length
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers } = asked
    const { host, path } = leadingTo(asked)
    this.paths.push(`${method} ${path}`)
    const on = request(`http://${host}${path}`, { method, headers }, response => {
      if (this.loses(path)) {
        response.resume()
        response.on('end', () => answer.destroy())
        return
      }
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    answer.on('close', () => on.destroy())
    asked.pipe(on)
  }

  #upgrade(asked: IncomingMessage, socket: Socket): void {
    const { rawHeaders } = asked
    const { host, path } = leadingTo(asked)
    this.paths.push(`UPGRADE ${path}`)
    this.#sockets.add(socket)
    socket.on('error', () => {})
    if (this.upgrades === 'refuse')
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
    if (this.upgrades !== 'pass') return
    const { hostname, port } = new URL(`http://${host}`)
    const on = connect(Number(port), hostname, () => {
      const lines = rawHeaders.flatMap((name, n) => (n % 2 ? [] : `${name}: ${rawHeaders[n + 1]}`))
      on.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      socket.pipe(on).pipe(socket)
    })
    on.on('error', () => socket.destroy())
    socket.on('close', () => on.destroy())
    on.on('close', () => socket.destroy())
  }
}

function leadingTo({ url = '' }: IncomingMessage): { host: string; path: string } {
  const end = url.indexOf('/', 1)
  return { host: url.slice(1, end), path: url.slice(end) }
}
