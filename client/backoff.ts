// How long to wait before trying again: anything between nothing and a bound that doubles
// with each failure ("full jitter"). When an edge dies, everybody it held comes back spread
// over the whole time, and not in waves.

export type Backoff = { readonly baseMs: number; readonly capMs: number }

/** Until a join has told better: a person notices half a second, and gives up after half a minute. */
export const DEFAULT_BACKOFF: Backoff = { baseMs: 500, capMs: 30_000 }

/** A connection that stood this long was a good one: the next failure is a first one again. */
export const STEADY_MS = 10_000

/** @param failures since the last good connection, the one just now included */
export function delayMs(
  { baseMs, capMs }: Backoff,
  failures: number,
  random: () => number,
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1)))
}

/** @param openMs how long the connection that just ended stood */
export function failuresAfter(failures: number, openMs: number): number {
  return openMs >= STEADY_MS ? 1 : failures + 1
}
