// Parts of ws that it exports and its types leave out.

import type { Writable } from 'node:stream'

declare module 'ws' {
  /** Reads what a peer sends: frames in, messages out. */
  class Receiver extends Writable {
    constructor(options: {
      readonly isServer: boolean
      readonly maxPayload: number
      readonly maxFragments: number
      readonly maxBufferedChunks: number
      /** By name; asked to decompress what is marked as compressed. */
      readonly extensions: Readonly<Record<string, Decompressor>>
    })
    on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this
    on(event: 'ping' | 'pong', listener: (data: Buffer) => void): this
    /** The peer's close frame; 1005: it said no code. */
    on(event: 'conclude', listener: (code: number, reason: Buffer) => void): this
    on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): this
    on(event: string, listener: (...args: never[]) => void): this
  }

  interface Decompressor {
    decompress(
      data: Buffer,
      isLast: boolean,
      done: (error: Error | null, data?: Buffer) => void,
    ): void
  }

  const extension: {
    /** @throws SyntaxError */
    parse(header: string): Record<string, Record<string, readonly (string | true)[]>[]>
  }
}
