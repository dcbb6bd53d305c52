// What carries frames between one client and this edge: a WebSocket, or polls.

import type { Frame } from './frame.ts'

export type Transport = {
  /** Whether frames still go out. */
  readonly isOpen: boolean
  /** Bytes that were handed over and that nobody has taken yet. */
  readonly unsentBytes: number
  /**
   * @param mayJoin it may wait some ms for others to go with
   * @returns how many bytes went out; 0 when it is not open
   */
  write(frame: Frame, mayJoin?: boolean): number
  /** Nothing goes out any more; the client is told why. */
  end(code: number, reason: string): void
  /** Gone without a word. */
  cutOff(): void
}

/** What a transport tells of its client. It calls nothing of this before it was handed over. */
export type TransportListener = {
  /** One frame of the client's. */
  heard(data: Buffer): void
  /** Something that is no frame of ours. */
  heardBinary(): void
  /** A sign of life of the transport's own, which may say how far it has read; whether it may be answered. */
  heardControl(cursor?: string): boolean
  /** The client broke the transport's protocol, and is being told so. */
  broke(): void
  /** It is over; called once. */
  closed(): void
}
