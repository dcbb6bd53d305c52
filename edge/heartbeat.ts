// How often a client is to give a sign of life. What proxies and phones cut, they mostly cut in
// the first minute; a connection that has stood longer may be quieter, which spares batteries
// and everybody's network. Always with time to spare before silence counts as an end.

export type HeartbeatRule = {
  readonly heartbeatMs: number
  readonly heartbeatMostMs: number
  readonly silentMs: number
}

/** What is cut off by something in between is cut off by then. */
const STABLE_MS = 60_000
/** Of the time after which silence is an end: the rest is for a sign of life on its way. */
const SILENT_SHARE = 5 / 6

/**
 * How long a client may wait with its next sign of life.
 * @param ageMs since the connection came
 */
export function heartbeatMs(ageMs: number, rule: HeartbeatRule): number {
  return ageMs < STABLE_MS ? rule.heartbeatMs : longestMs(rule)
}

/** What is told to connections that have stood. */
export function longestMs({ heartbeatMs, heartbeatMostMs, silentMs }: HeartbeatRule): number {
  return Math.max(heartbeatMs, Math.min(heartbeatMostMs, withinSilence(silentMs)))
}

/** The longest that may pass between two signs of life. */
export function withinSilence(silentMs: number): number {
  return Math.floor(silentMs * SILENT_SHARE)
}
