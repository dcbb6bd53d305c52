// How long somebody is asked to wait before the next comment, while the room proposes to slow
// down (docs/protocol.md, the ladder). It is a courtesy: what was typed stays, nothing is refused.

/** @param saidAt when the last comment was sent; nothing: none was */
export function waitMs(saidAt: number | undefined, slowMs: number, now: number): number {
  return saidAt === undefined ? 0 : Math.max(0, saidAt + slowMs - now)
}

/** For people: a wait that is not over is never 0 s. */
export function inSeconds(ms: number): number {
  return Math.ceil(ms / 1_000)
}
