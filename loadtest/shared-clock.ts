// One clock for all processes of a run: what one sends and another hears is told apart to a
// fraction of a millisecond, and nobody turns it while the run lasts. It is the machine's
// monotonic clock, which every process here reads alike.

const NS_PER_MS = 1_000_000n
/** ms between the machine's zero and this process's; taken to the µs. */
const offsetMs = Number(process.hrtime.bigint() / (NS_PER_MS / 1_000n)) / 1_000 - performance.now()

/** ms since this machine started, with fractions: the same number in each of its processes. */
export function sharedNow(): number {
  return performance.now() + offsetMs
}
