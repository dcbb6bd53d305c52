// The clock a replay runs by: it can be stopped, sped up and put anywhere. It holds where it
// stood at one moment of the page's own clock, and everything else follows from that.

export type ReplayClock = {
  /** Where it stood (ms of the stream) … */
  readonly atMs: number
  /** … at this moment of the page's clock. */
  readonly sinceMs: number
  readonly playing: boolean
  readonly rate: number
}

export const RATES = [1, 1.5, 2] as const

export function clockAt(atMs: number, now: number): ReplayClock {
  return { atMs, sinceMs: now, playing: true, rate: 1 }
}

/** Where it stands now; it stops at the end of what there is. */
export function position(clock: ReplayClock, now: number, endMs: number): number {
  const run = clock.playing ? (now - clock.sinceMs) * clock.rate : 0
  return Math.min(Math.max(0, clock.atMs + run), endMs)
}

/** The same clock with something changed, from now on. */
export function changed(
  clock: ReplayClock,
  change: Partial<Pick<ReplayClock, 'atMs' | 'playing' | 'rate'>>,
  { now, endMs }: { now: number; endMs: number },
): ReplayClock {
  return { ...clock, atMs: position(clock, now, endMs), ...change, sinceMs: now }
}
