// A connection of somebody who means harm: a bare socket that has come in as everybody does,
// and whatever is written to it from then on. It tells how it ended.

import { connect, type Socket } from 'node:net'
import type { Dialect, Door } from '../crowd/dialect.ts'
import { clientFrame, OPCODES } from '../wire/client-frame.ts'
import { FrameCutter } from '../wire/frame-cutter.ts'
import { headBytes, readAnswer, upgradeRequest } from '../wire/handshake.ts'
import { opcodeOf, payloadAt } from '../wire/server-frame.ts'

const MASK = Uint8Array.of(0x13, 0x37, 0x42, 0x99)

export class Line {
  readonly socket: Socket
  /** The answer to the handshake: upgraded, or a status. */
  readonly opened: Promise<'upgraded' | number>
  /** How the server ended it: a close code, or `cut off`. */
  readonly ended: Promise<string>
  #head: Buffer | undefined = Buffer.alloc(0)
  #code: string | undefined
  #answer: (answer: 'upgraded' | number) => void = () => {}
  readonly #cutter = new FrameCutter()

  /** @param localAddress where it comes from */
  constructor({ url }: Pick<Door, 'url'>) {
    const { hostname: host, port } = new URL(url)
    this.socket = connect({ host, port: Number(port || 80), noDelay: true })
    this.opened = new Promise(resolve => {
      this.#answer = resolve
    })
    this.ended = new Promise(resolve => {
      this.socket.on('close', () => {
        this.#answer(0)
        resolve(this.#code ?? 'cut off')
      })
    })
    this.socket.on('error', () => {}) // `close` follows
    this.socket.on('data', bytes => this.#read(bytes))
  }

  /** Comes in through the front door. */
  static async enter(dialect: Dialect, door: Door, deflate = false): Promise<Line> {
    const line = new Line(door)
    const host = door.url.replace(/^ws:\/\//, '')
    line.socket.write(upgradeRequest({ host, deflate, ...dialect.knock(door, undefined) }))
    await line.opened
    return line
  }

  /** A frame like any other, or like none; `first` is its first byte but for FIN. */
  frame(first: number, payload: Buffer | string, final = true): Buffer {
    return clientFrame(first, payload, MASK, { final })
  }

  #read(bytes: Buffer): void {
    if (this.#head) this.#answered(bytes)
    else this.#frames(bytes)
  }

  #answered(bytes: Buffer): void {
    const all = Buffer.concat([this.#head as Buffer, bytes])
    this.#head = all
    const end = headBytes(all)
    if (end === 0) return
    const answer = readAnswer(all.toString('latin1', 0, end), '')
    this.#head = undefined
    if ('status' in answer) {
      this.#code = `status ${answer.status}`
      this.#answer(answer.status)
      return
    }
    this.#answer('upgraded')
    this.#frames(all.subarray(end))
  }

  #frames(bytes: Buffer): void {
    this.#cutter.feed(bytes, bytes.length, {
      frame: (frame, from, to) => {
        const at = payloadAt(frame, from)
        if (opcodeOf(frame, from) !== OPCODES.close || to - at < 2) return
        this.#code ??= `${frame.readUInt16BE(at)}`
        this.socket.end()
      },
    })
  }
}
