// What the SDK asks of a WebSocket: as little as browsers' own, Node's own and the `ws`
// package have in common, and polls can be dressed up as (poll-socket.ts). A Node without one is
// handed a class in `connect({ WebSocket })`, or polls.

export type SocketEvent = {
  readonly type: string
  readonly data?: unknown
  readonly code?: number
  readonly reason?: string
}

export type WebSocketLike = {
  readonly readyState: number
  send(text: string): void
  close(code?: number, reason?: string): void
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: SocketEvent) => void,
  ): void
}

export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike

/** `readyState` of a socket that takes what is sent. */
export const OPEN = 1

/** The close code when a connection broke without one (RFC 6455, 7.1.5). */
export const BROKEN = 1006

/** The class handed in, or the one this browser or Node brings; nothing where there is none. */
export function webSocketClass(given?: WebSocketClass | false): WebSocketClass | undefined {
  if (given !== undefined) return given || undefined
  return (globalThis as { WebSocket?: WebSocketClass }).WebSocket
}
