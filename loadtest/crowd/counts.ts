// What a part of the crowd counts, since it began. Plain numbers, and numbers by a name: parts
// are added up, and two moments subtracted, field by field.

export type Counts = {
  /** Tickets got, and WebSockets opened. */
  joined: number
  entered: number
  /** Bytes that came in, as the socket gave them, and WebSocket frames. */
  bytes: number
  frames: number
  /** Signs of life given, and what was asked for because frames were missing. */
  pings: number
  fetches: number
  /** Frames that break the protocol, or cannot be read. */
  breaches: number
  /** Joins and handshakes that failed, and connections that ended, by why. */
  readonly failed: Record<string, number>
  readonly ended: Record<string, number>
}

export function noCounts(): Counts {
  return {
    joined: 0,
    entered: 0,
    bytes: 0,
    frames: 0,
    pings: 0,
    fetches: 0,
    breaches: 0,
    failed: {},
    ended: {},
  }
}

export function add(into: Record<string, number>, name: string, times = 1): void {
  into[name] = (into[name] ?? 0) + times
}

const NUMBERS = ['joined', 'entered', 'bytes', 'frames', 'pings', 'fetches', 'breaches'] as const

export function summed(parts: readonly Counts[]): Counts {
  const sum = noCounts()
  for (const part of parts) {
    for (const name of NUMBERS) sum[name] += part[name]
    for (const name of ['failed', 'ended'] as const)
      for (const [why, times] of Object.entries(part[name])) add(sum[name], why, times)
  }
  return sum
}
