// How many messages one write takes: as many as the store has been storing in a short time,
// so that a slow store is not handed a second's work in one piece, which would wait for its
// last message and could be shared with nobody.

/** Large enough that the way to the store is not what costs, small enough to be stored in a few ms. */
const MOST_IN_BATCH = 200
/** A tenth of the lag at which a lane shifts up. */
const WRITE_MS = 50
/** The weight of the newest write: ten of them and the ones before are forgotten. */
const NEWEST = 0.3

/** @param messageMs what one message takes to be stored, as learnt so far */
export function batchSize(messageMs: number): number {
  return Math.max(1, Math.min(Math.floor(WRITE_MS / messageMs), MOST_IN_BATCH))
}

/** What one message takes, after a write of so many took so long. */
export function learn(messageMs: number, messages: number, ms: number): number {
  return messageMs + NEWEST * (ms / messages - messageMs)
}
