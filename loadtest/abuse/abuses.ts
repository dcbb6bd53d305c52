// What people do to a server who mean it harm, one function each: it is given a way in, does
// its worst, and resolves with how the server ended it. docs/loadtest.md says what each of
// them should come to.

import { setTimeout as pause } from 'node:timers/promises'
import { deflateRawSync } from 'node:zlib'
import { OPCODES } from '../wire/client-frame.ts'
import { upgradeRequest } from '../wire/handshake.ts'
import type { Line } from './line.ts'
import type { WayIn } from './way-in.ts'

export type Abuse = (way: WayIn) => Promise<string>

const SLOW_MS = 1_000
const FRAGMENTS = 100_000
const BOMB_BYTES = 32 * 1_024 * 1_024
const FLOOD_EVERY_MS = 10
const PINGS_AT_ONCE = 20
/** RFC 7692: this message is compressed. */
const COMPRESSED = 0x40

/** Made once: 32 MiB of nothing in 32 kB. */
const bomb = deflateRawSync(Buffer.alloc(BOMB_BYTES), { level: 9 })

export const ABUSES = {
  /** Connects and never reads; says nothing either. */
  'never reads': async ({ enter, signal }) => {
    const line = await enter()
    line.socket.pause()
    await untilAborted(signal)
    line.socket.resume() // now it is seen how it was ended meanwhile
    return endedOr(line, SLOW_MS)
  },

  /** One byte a second, from the first. */
  'slow handshake': async way => {
    const line = await way.knock()
    await dribble(line, upgradeRequest(way), way.signal)
    return endedOr(line)
  },

  /** In good time, and then one byte a second of a frame that never comes to its end. */
  'slow frame': async ({ enter, signal }) => {
    const line = await enter()
    await dribble(line, line.frame(OPCODES.text, 'x'.repeat(4_000)), signal)
    return endedOr(line)
  },

  /** One message in a hundred thousand pieces. */
  fragments: async ({ enter }) => {
    const line = await enter()
    const piece = line.frame(OPCODES.continuation, 'x', false)
    line.socket.write(line.frame(OPCODES.text, 'x', false))
    line.socket.write(Buffer.alloc(FRAGMENTS * piece.length, piece))
    return endedOr(line)
  },

  /** A small message that is a large one inside. */
  'inflate bomb': async ({ enter }) => {
    const line = await enter(true)
    line.socket.write(line.frame(OPCODES.text | COMPRESSED, bomb))
    return endedOr(line)
  },

  /** Pings, two thousand a second. */
  'ping flood': async ({ enter, signal }) => {
    const line = await enter()
    const pings = Buffer.concat(
      Array.from({ length: PINGS_AT_ONCE }, () => line.frame(OPCODES.ping, '')),
    )
    while (!signal.aborted && !line.socket.destroyed && line.socket.writable) {
      line.socket.write(pings)
      await pause(FLOOD_EVERY_MS)
    }
    return endedOr(line)
  },

  /** Agrees on one subprotocol, then asks for another on the same connection. */
  'second handshake': async way => {
    const line = await way.enter()
    line.socket.write(upgradeRequest({ ...way, protocols: ['barrage.v999'] }))
    return endedOr(line)
  },

  /** Comes with a subprotocol that nobody speaks. */
  'other subprotocol': async way => {
    const line = await way.knock()
    line.socket.write(upgradeRequest({ ...way, protocols: ['barrage.v999', 'chat'] }))
    await line.opened
    line.socket.end()
    return endedOr(line)
  },
} as const satisfies Record<string, Abuse>

export type AbuseName = keyof typeof ABUSES

/** Longer than any deadline of the server: who is not ended by then is not going to be. */
const PATIENCE_MS = 60_000

async function endedOr(line: Line, withinMs = PATIENCE_MS): Promise<string> {
  const still = pause(withinMs, 'still open', { ref: false })
  const how = await Promise.race([line.ended, still])
  line.socket.destroy()
  return how
}

async function dribble(line: Line, what: Buffer | string, signal: AbortSignal): Promise<void> {
  for (const byte of Buffer.from(what)) {
    if (signal.aborted || line.socket.destroyed || !line.socket.writable) return
    line.socket.write(Buffer.of(byte))
    await pause(SLOW_MS)
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise(resolve => signal.addEventListener('abort', () => resolve()))
}
