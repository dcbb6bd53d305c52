// Requests over connections that stay open, and nothing kept of the answers but their status and
// where they came from: what asks must cost less than what answers, and Node's own client does
// not.

import { connect, type Socket } from 'node:net'

export type Answer = { readonly status: number; readonly layer: string }

const READ_BYTES = 65_536
const HEAD_END = Buffer.from('\r\n\r\n')
const NOT_ANSWERED: Answer = { status: 0, layer: '' }

/** One connection; one request at a time. */
export class RawHttp {
  readonly #socket: Socket
  readonly #host: string
  #told: ((answer: Answer) => void) | undefined
  #answer = NOT_ANSWERED
  /** Of the body, still to come. */
  #left = 0

  constructor(url: string) {
    const { hostname, port, host } = new URL(url)
    this.#host = host
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    const callback = (length: number) => this.#read(buffer.subarray(0, length))
    this.#socket = connect({ host: hostname, port: Number(port), onread: { buffer, callback } })
    this.#socket.setNoDelay(true).on('error', () => {})
    this.#socket.on('close', () => this.#tell(NOT_ANSWERED))
  }

  /** Status 0: the connection is lost. */
  get(path: string): Promise<Answer> {
    return new Promise(resolve => {
      this.#told = resolve
      const head = `GET ${path} HTTP/1.1\r\nhost: ${this.#host}\r\naccept-encoding: br\r\n\r\n`
      if (this.#socket.destroyed) this.#tell(NOT_ANSWERED)
      else this.#socket.write(head)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  /** The head of an answer comes in one piece: it is written in one. */
  #read(piece: Buffer): boolean {
    if (this.#left === 0) {
      const end = piece.indexOf(HEAD_END) + HEAD_END.length
      const head = piece.toString('latin1', 0, end).toLowerCase()
      const bytes = Number(field(head, 'content-length'))
      this.#answer = {
        status: Number(head.slice(9, 12)),
        layer: field(head, 'x-barrage-layer'),
      }
      this.#left = bytes - (piece.length - end)
    } else this.#left -= piece.length
    if (this.#left <= 0) this.#tell(this.#answer)
    return true
  }

  #tell(answer: Answer): void {
    this.#left = 0
    this.#told?.(answer)
    this.#told = undefined
  }
}

function field(head: string, name: string): string {
  const from = head.indexOf(`\r\n${name}: `)
  return from < 0 ? '' : head.slice(from + name.length + 4, head.indexOf('\r\n', from + 2))
}
