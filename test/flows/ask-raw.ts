// An HTTP request as no well-behaved client would make it: a path that nobody tidies up, any
// header, any body; and a WebSocket's handshake that may be refused, with what was answered.

import { request } from 'node:http'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import type { Answered } from './live.ts'

export type Raw = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export type Told = { readonly code?: number; readonly text?: string; readonly detail?: string }

/** @param path sent as it is: `/v1/rooms/../join` */
export function askRaw<T = Told>(
  server: string,
  path: string,
  { method = 'GET', headers = {}, body }: Raw = {},
): Promise<Answered<T>> {
  return new Promise((resolve, reject) => {
    const asking = request(server, { path, method, headers: { ...headers } }, response => {
      response.setEncoding('utf8')
      let text = ''
      response.on('data', piece => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: read<T>(text) }))
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

/** The answer to a handshake: 101 when it was let in, and then the connection is closed. */
export function knock(url: string, protocols: string[]): Promise<Answered<Told>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols)
    socket.on('open', () => {
      socket.close()
      resolve({ status: 101, body: {} })
    })
    socket.on('unexpected-response', (asked, response) => {
      let text = ''
      response.on('data', piece => {
        text += piece
      })
      response.on('end', () => {
        asked.destroy()
        resolve({ status: response.statusCode ?? 0, body: read<Told>(text) })
      })
    })
    socket.on('error', reject)
  })
}

/** Everything a server says to these bytes until it closes the connection. */
export function sayBytes(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', piece => {
      answer += piece
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

function read<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    return text as T
  }
}
